namespace Velro.Data.Transactions;

/// <summary>Is told of commits, after them. What it does with that must neither wait nor fail: the write is done.</summary>
public interface ICommitObserver
{
    /// <summary>A write has been committed.</summary>
    void Committed();
}
