namespace Velro.LocalAspire.Processes;

/// <summary>What to start, and how it is stopped.</summary>
public sealed record ProcessSpec
{
    /// <summary>The name that messages and records give it, such as <c>authapi-1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The program: a path, or a name that is looked up in <c>PATH</c>.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments, one by one; no shell sees them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Its whole environment: nothing is inherited beside it.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Its working directory.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>What it reads from its standard input, which then ends; secrets go this way, since arguments show in <c>ps</c>.</summary>
    public string? StandardInput { get; init; }

    /// <summary>The account to run under, when not the local host's own; only root can ask for one.</summary>
    public ServerUser? User { get; init; }

    /// <summary>Whether all others go before it where processors are short, as what is only looked at should not slow what is.</summary>
    public bool GivesWay { get; init; }

    /// <summary>The signal that asks it to end cleanly.</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;

    /// <summary>How long it may take to end cleanly before it is killed.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether others depend on it: when the local host was killed, these end after the rest.</summary>
    public bool IsStore { get; init; }
}

/// <summary>One line that a process wrote.</summary>
/// <param name="Text">The line, without its end.</param>
/// <param name="IsError">Whether it came over standard error.</param>
public readonly record struct OutputLine(string Text, bool IsError);
