using System.Security.Cryptography;
using System.Text;

namespace Velro.LocalAspire.State;

/// <summary>
/// Everything that one AppHost keeps between two runs: generated secrets, the stores' data, logs, the servers it downloaded.
/// <list type="bullet">
/// <item>It is <c>VELRO_HOME</c>, else <c>~/.velro/&lt;hash of the AppHost's path&gt;</c>.</item>
/// <item>One AppHost at a time has it open; a lock that dies with its process makes sure.</item>
/// <item>Folders have the mode 0700 and files 0600. One exception: root's state folder itself has 0711, because the database server,
/// which must not run as root, has to pass through it to its own data.</item>
/// <item>The servers' data lie in <see cref="ServerData"/>: inside, if a server's user can get there, else under
/// <c>/var/lib/velro/&lt;hash&gt;</c> (root's home is usually closed to others, and nothing here opens it).</item>
/// </list>
/// </summary>
public sealed class StateFolder : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly StateLock _lock;

    private StateFolder(string root, string serverData, bool throwAway, StateLock stateLock)
    {
        Root = root;
        ServerData = serverData;
        ThrowAway = throwAway;
        _lock = stateLock;
        Secrets = new SecretStore(Folder("secrets"));
        Logs = Folder("logs");
        Run = Folder("run");
        RunSecrets = new SecretStore(Run);
        EndRun();
    }

    /// <summary>The folder's absolute path.</summary>
    public string Root { get; }

    /// <summary>Where the servers keep their data and where downloaded servers lie: passable for an unprivileged user when run as root.</summary>
    public string ServerData { get; }

    /// <summary>Whether the folder is deleted at the end.</summary>
    public bool ThrowAway { get; }

    /// <summary>The generated secrets.</summary>
    public SecretStore Secrets { get; }

    /// <summary>The folder of the processes' output.</summary>
    public string Logs { get; }

    /// <summary>The folder of what is true for the present run only.</summary>
    public string Run { get; }

    /// <summary>Secrets that this run was given and a script shall be able to read: who stores one takes it away at the end.</summary>
    public SecretStore RunSecrets { get; }

    /// <summary>Where servers keep data that nobody needs after the run; as passable as <see cref="ServerData"/>.</summary>
    public string EphemeralServerData
    {
        get
        {
            var path = Path.Combine(ServerData, "ephemeral");
            Make(path, Environment.IsPrivilegedProcess ? Passable : Private);
            return path;
        }
    }

    /// <summary>Where downloaded servers lie: here, or, so that it is downloaded once and not for every test, in a folder of the user's own.</summary>
    public string Downloads => ThrowAway ? SharedDownloads() : ServerData;

    /// <summary>
    /// A folder for downloaded servers that outlives every state folder, and that a server's user can reach when run as root. It is made
    /// by the first download.
    /// </summary>
    public static string SharedDownloads() => Environment.IsPrivilegedProcess
        ? "/var/lib/velro/downloads"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".velro", "downloads");

    /// <summary>Opens the folder, making it when it is missing, and locks it.</summary>
    /// <exception cref="LocalHostException">It cannot be written, or another AppHost has it open.</exception>
    public static StateFolder Open(StateFolderOptions options)
    {
        var root = RootOf(options);
        try
        {
            var mode = Environment.IsPrivilegedProcess ? Passable : Private;
            Make(root, mode);
            var stateLock = StateLock.Take(root);
            var serverData = ServerDataOf(root);
            Make(serverData, mode);
            return new StateFolder(root, serverData, options.ThrowAway, stateLock);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new LocalHostException(
                "state.not_writable",
                $"The state folder {root} cannot be written ({error.Message.TrimEnd('.')}). It holds generated passwords and the stores' " +
                $"data. Make it writable for this user, or set {StateFolderOptions.HomeVariable} to a folder that is.",
                error);
        }
    }

    /// <summary>A folder inside this one, made with the mode 0700 when it is missing.</summary>
    public string Folder(string name)
    {
        var path = Path.Combine(Root, name);
        Make(path, Private);
        return path;
    }

    /// <summary>Releases the lock, and deletes the folder if it is a throw-away one.</summary>
    public void Dispose()
    {
        EndRun();
        if (ThrowAway)
        {
            Delete(Root);
            Delete(ServerData);
        }
        _lock.Dispose();
    }

    /// <summary>What is true for one run only goes with it, also that of a run that was killed; folders hold records that the next one needs.</summary>
    private void EndRun()
    {
        foreach (var file in Directory.GetFiles(Run)) File.Delete(file);
    }

    internal static string RootOf(StateFolderOptions options)
    {
        if (options.ThrowAway) return Path.Combine(Path.GetTempPath(), "velro-" + Guid.NewGuid().ToString("N")[..12]);
        if (!string.IsNullOrWhiteSpace(options.Home)) return Path.GetFullPath(options.Home);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(home, ".velro", HashOf(Path.GetFullPath(options.AppHostPath)));
    }

    private static string ServerDataOf(string root) =>
        !Environment.IsPrivilegedProcess || OthersCanPass(root)
            ? Path.Combine(root, "data")
            : Path.Combine("/var/lib/velro", HashOf(root));

    private static bool OthersCanPass(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (!at.UnixFileMode.HasFlag(UnixFileMode.OtherExecute)) return false;
        }
        return true;
    }

    private static void Make(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("The local host runs on Linux and macOS.");
        Directory.CreateDirectory(path, mode);
        // An existing folder keeps what it holds but not a mode that shows it to others; the umask is no obstacle either.
        if (File.GetUnixFileMode(path) != mode) File.SetUnixFileMode(path, mode);
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
}
