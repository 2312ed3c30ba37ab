namespace Aspire.Hosting.ApplicationModel;

/// <summary>Has a value when the application runs.</summary>
public interface IValueProvider
{
    /// <summary>The value; waits for what it depends on.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>Has an expression in the manifest.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The expression.</summary>
    string ValueExpression { get; }
}

/// <summary>Has both: a value when the application runs and an expression in the manifest.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;

/// <summary>Says what a value depends on.</summary>
public interface IValueWithReferences
{
    /// <summary>Resources, and values that refer to them.</summary>
    IEnumerable<object> References { get; }
}
