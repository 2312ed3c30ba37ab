namespace Velro.LocalAspire.Redis;

/// <summary>One Redis server of the local host.</summary>
public sealed record RedisOptions
{
    /// <summary>The resource's name; it names the data folder.</summary>
    public required string Name { get; init; }

    /// <summary>The port to listen on, on the loopback interface.</summary>
    public required int Port { get; init; }

    /// <summary>The password.</summary>
    public required string Password { get; init; }

    /// <summary>The folder that holds the data folders.</summary>
    public required string DataFolder { get; init; }

    /// <summary>A closed folder for the configuration of this run, which holds the password.</summary>
    public required string RunFolder { get; init; }

    /// <summary>Whether what is stored survives a restart.</summary>
    public bool Persistent { get; init; } = true;

    /// <summary>How long a start may take.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
