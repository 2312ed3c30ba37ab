using Velro.LocalAspire.Parameters;
using Velro.LocalAspire.State;

namespace Velro.LocalAspire.Orchestration;

/// <summary>Keeps generated parameters in the state folder, a file each.</summary>
internal sealed class StateParameterStore(Func<SecretStore> secrets) : IParameterStore
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _made = [];

    public string GetOrAdd(string name, Func<string> generate)
    {
        lock (_gate)
        {
            var value = secrets().GetOrCreate(name, generate, out var isMade);
            if (isMade) _made.Add(name);
            return value;
        }
    }

    /// <summary>Whether a value was made in this run, and so is known to nobody yet.</summary>
    public bool IsMadeNow(string name)
    {
        lock (_gate) return _made.Contains(name);
    }
}
