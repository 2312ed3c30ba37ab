namespace Velro.LocalAspire.Processes;

/// <summary>The last lines of a process's output: what an error message shows.</summary>
public sealed class OutputTail(int capacity = 20)
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    /// <summary>The kept lines, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    /// <summary>Keeps a line and lets the oldest go.</summary>
    public void Add(OutputLine line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line.Text);
            if (_lines.Count > capacity) _lines.Dequeue();
        }
    }

    /// <inheritdoc />
    public override string ToString() => string.Join(Environment.NewLine, Lines);
}
