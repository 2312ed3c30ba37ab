namespace Velro.LocalAspire.Processes;

/// <summary>An unprivileged account for a server that refuses to run as root.</summary>
/// <param name="Name">The account's name.</param>
/// <param name="Prefix">The command line that runs another one under the account.</param>
public sealed record ServerUser(string Name, IReadOnlyList<string> Prefix)
{
    /// <summary>The account to use: none unless this process is root's; then <c>postgres</c> if the machine has it, else <c>nobody</c>.</summary>
    /// <exception cref="LocalHostException">There is no such account, or no program that changes to it.</exception>
    public static ServerUser? ForThisProcess()
    {
        if (!Environment.IsPrivilegedProcess) return null;
        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        var name = accounts.Contains("postgres") ? "postgres" : "nobody";
        return accounts.Contains(name) ? Of(name) : throw new LocalHostException(
            "process.no_unprivileged_user",
            "Postgres refuses to run as root, and this machine has neither the user postgres nor nobody. Create one, or start as another user.");
    }

    private static ServerUser Of(string name)
    {
        // setpriv and runuser replace or supervise without a login; su is everywhere. All keep the environment they are given.
        if (Executables.Find("setpriv") is { } setpriv && SupportsIds(setpriv))
        {
            return new ServerUser(name, [setpriv, $"--reuid={name}", $"--regid={GroupOf(name)}", "--clear-groups", "--"]);
        }
        if (Executables.Find("runuser") is { } runuser) return new ServerUser(name, [runuser, "-u", name, "--"]);
        if (Executables.Find("su") is { } su)
        {
            return new ServerUser(name, [su, "-m", "-s", "/bin/sh", name, "-c", "exec \"$0\" \"$@\"", "--"]);
        }
        throw new LocalHostException(
            "process.no_user_switch",
            $"Postgres refuses to run as root, and none of setpriv, runuser and su is there to start it as {name}. " +
            "Install one of them, or start as another user.");
    }

    // Busybox has a setpriv that can only drop capabilities.
    private static bool SupportsIds(string setpriv) => !(new FileInfo(setpriv).ResolveLinkTarget(true)?.Name ?? "").StartsWith("busybox", StringComparison.Ordinal);

    private static string GroupOf(string name) =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).First(fields => fields[0] == name)[3];
}
