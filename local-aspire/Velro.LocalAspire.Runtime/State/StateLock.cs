using System.Globalization;

namespace Velro.LocalAspire.State;

/// <summary>
/// The lock that lets one AppHost at a time work with a state folder. The operating system holds it for the process, so it is gone
/// with the process, however that ended; no child inherits it.
/// </summary>
internal sealed class StateLock : IDisposable
{
    private readonly FileStream _held;

    private StateLock(FileStream held)
    {
        _held = held;
    }

    public static StateLock Take(string folder)
    {
        var ownerFile = Path.Combine(folder, "apphost.pid");
        try
        {
            var held = new FileStream(Path.Combine(folder, "lock"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            File.WriteAllText(ownerFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new StateLock(held);
        }
        catch (IOException error) when (IsHeldByAnother(error))
        {
            var owner = File.Exists(ownerFile) ? File.ReadAllText(ownerFile).Trim() : "unknown";
            throw new LocalHostException(
                "state.locked",
                $"Another AppHost (process {owner}) already runs with the state folder {folder}. Stop it first (Ctrl-C in its terminal, " +
                $"or kill {owner}), or set {StateFolderOptions.HomeVariable} to another folder to run a second one beside it.",
                error);
        }
    }

    public void Dispose() => _held.Dispose();

    // The one IOException that a lock held elsewhere gives: EWOULDBLOCK, 11 on Linux and 35 on macOS.
    internal static bool IsHeldByAnother(IOException error) =>
        error is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && (error.HResult & 0xFFFF) is 11 or 35;
}
