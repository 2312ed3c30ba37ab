namespace Velro.LocalAspire.Postgres;

/// <summary>One Postgres server of the local host.</summary>
public sealed record PostgresOptions
{
    /// <summary>The resource's name; it names the data folder.</summary>
    public required string Name { get; init; }

    /// <summary>The port to listen on, on the loopback interface.</summary>
    public required int Port { get; init; }

    /// <summary>The superuser's password.</summary>
    public required string Password { get; init; }

    /// <summary>The superuser's name.</summary>
    public string UserName { get; init; } = "postgres";

    /// <summary>The folder that holds the data folders.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Arguments to the server after the local host's own, such as <c>-c max_connections=300</c>; they win.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Whether the data is thrown away at the end anyway, so that making the folder need not wait for the disk.</summary>
    public bool ThrowAway { get; init; }

    /// <summary>How long a start may take; the recovery after a crash is part of it.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
