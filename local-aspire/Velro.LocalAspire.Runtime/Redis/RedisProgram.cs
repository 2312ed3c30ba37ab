using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Redis;

/// <summary>A server that speaks Redis' protocol, and how it is started.</summary>
internal abstract class RedisProgram
{
    /// <summary>What messages call it.</summary>
    public abstract string Title { get; }

    /// <summary>The command that makes the server store what it has, when its clean end alone does not.</summary>
    public virtual string? CommandBeforeStop => null;

    /// <summary>What to start; the data folder is there. The password must show neither in the arguments nor in the environment.</summary>
    public abstract ProcessSpec Describe(RedisOptions options, string dataFolder);

    protected static Dictionary<string, string> Inherit(params string[] names) => names
        .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
        .Where(variable => variable.Value is not null)
        .ToDictionary(variable => variable.Name, variable => variable.Value!);
}
