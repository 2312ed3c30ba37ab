using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Velro.AuthApi.Files;

namespace Velro.AuthApi.Audit.Spool;

/// <summary>
/// The folder of the spool of one database, which several processes may share. Each writes files of its own, and holds a lock on those
/// (<c>flock</c>, as .NET takes it for <see cref="FileShare.None"/>), which ends with the process however that ends: a file that can be locked
/// belongs to nobody, and whoever locks it may replay it. Only the owner can read what lies here.
/// </summary>
internal sealed class SpoolFolder
{
    /// <summary>The ending of files of records.</summary>
    public const string Records = ".spool";

    /// <summary>The ending of files of records that were replayed as far as they can be read.</summary>
    public const string Unreadable = ".unreadable";

    /// <summary>The ending of files of counts (<see cref="CrashLedger"/>).</summary>
    public const string Counts = ".counts";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;

    private SpoolFolder(string path)
    {
        _path = path;
        FolderSync.Create(_path, OwnerOnly | UnixFileMode.UserExecute);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>
    /// The folder of a database in that which the settings name; null: they name none. What else is in that is left alone, and so are its
    /// rights.
    /// </summary>
    public static SpoolFolder? Of(DecisionRecordOptions options, NpgsqlDataSource database) => options.Spool is { Length: > 0 } parent
        ? new SpoolFolder(Path.Combine(parent, "decisions", options.SpoolName is { Length: > 0 } name ? name : NameOf(database)))
        : null;

    /// <summary>What all files of records take, in bytes.</summary>
    public long ByteCount => new DirectoryInfo(_path).EnumerateFiles($"*{Records}").Sum(static file => file.Exists ? file.Length : 0);

    /// <summary>The files of an ending, the oldest first: their names tell when they were begun.</summary>
    public string[] Files(string ending) => [.. Directory.GetFiles(_path, $"*{ending}").Order(StringComparer.Ordinal)];

    /// <summary>When the oldest file of an ending was begun; null: there is none.</summary>
    public DateTimeOffset? OldestAt(string ending) => Files(ending) is [var oldest, ..] ? BegunAt(Path.GetFileNameWithoutExtension(oldest)) : null;

    /// <summary>Begins a file, locked. Its name is on the disk.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    public FileStream Begin(string ending)
    {
        var begun = Make(ending);
        try
        {
            FolderSync.Flush(_path);
            return begun;
        }
        catch
        {
            File.Delete(begun.Name);
            begun.Dispose();
            throw;
        }
    }

    /// <summary>Removes files of an ending: all but the newest, and those that were last written before an instant.</summary>
    public void Prune(string ending, int keptFiles, DateTimeOffset keptSince)
    {
        var files = Files(ending);
        for (var i = 0; i < files.Length; i++)
        {
            if (i < files.Length - keptFiles || File.GetLastWriteTimeUtc(files[i]) < keptSince.UtcDateTime) File.Delete(files[i]);
        }
    }

    /// <summary>Locks a file; null: another process has it, or has removed it.</summary>
    public static FileStream? TryTake(string file)
    {
        try
        {
            return LockedAndThere(new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException exception) when (IsLocked(exception))
        {
            return null;
        }
    }

    /// <summary>Of host, port and name of a database, and not of who connects.</summary>
    private static string NameOf(NpgsqlDataSource database)
    {
        var address = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var text = $"{address.Host}:{address.Port}/{address.Database ?? address.Username}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    /// <summary>A name is a UUID of version 7, which begins with the milliseconds since 1970. What is none is of nobody here, and of no time.</summary>
    private static DateTimeOffset? BegunAt(string name) =>
        name.Length >= 12 && long.TryParse(name.AsSpan(0, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private FileStream Make(string ending)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,

            // What is written is with the operating system at once, and outlives this process.
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        while (true)
        {
            var path = Path.Combine(_path, $"{Guid.CreateVersion7():N}{ending}");
            try
            {
                // Between making a file and locking it, another process may take it for one that nobody has. That one has it still, or it
                // is removed, and what is written to it would be nowhere.
                if (LockedAndThere(new FileStream(path, options)) is { } begun) return begun;
            }
            catch (IOException exception) when (IsLocked(exception))
            {
                // Then another one.
            }
        }
    }

    /// <summary>A file that is locked, if it was not removed before it was.</summary>
    private static FileStream? LockedAndThere(FileStream locked)
    {
        if (File.Exists(locked.Name)) return locked;
        locked.Dispose();
        return null;
    }

    /// <summary>What .NET throws for a lock is told from what it throws for a disk by its number only: EWOULDBLOCK, or a sharing violation.</summary>
    private static bool IsLocked(IOException exception) =>
        exception.GetType() == typeof(IOException) && exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
