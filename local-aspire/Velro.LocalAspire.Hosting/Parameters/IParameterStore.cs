using System.Collections.Concurrent;

namespace Velro.LocalAspire.Parameters;

/// <summary>
/// Where generated values of parameters stay between runs. What is returned was stored before: a value that could be lost
/// must never have been used.
/// </summary>
internal interface IParameterStore
{
    /// <summary>The kept value of the name; when there is none, a new one, which is kept.</summary>
    string GetOrAdd(string name, Func<string> generate);
}

/// <summary>Keeps values as long as the process: for tests, and for publishing, where no value is ever needed.</summary>
internal sealed class InMemoryParameterStore : IParameterStore
{
    private readonly ConcurrentDictionary<string, Lazy<string>> _values = new(StringComparer.OrdinalIgnoreCase);

    public string GetOrAdd(string name, Func<string> generate) => _values.GetOrAdd(name, _ => new Lazy<string>(generate)).Value;
}
