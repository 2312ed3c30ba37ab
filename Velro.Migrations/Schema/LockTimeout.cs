using DbUp.Engine;

namespace Velro.Migrations.Schema;

/// <summary>
/// Bounds how long a script waits for a lock. A statement that waits for a table makes everyone else queue behind it; better that the
/// migration fails and is run again.
/// </summary>
internal sealed class LockTimeout : IScriptPreprocessor
{
    public string Process(string contents) => $"set local lock_timeout = '10s';\n{contents}";
}
