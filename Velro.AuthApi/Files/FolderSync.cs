using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Velro.AuthApi.Files;

/// <summary>
/// Puts on the disk which files and folders a folder has. To flush a file is not enough: until its folder is flushed too, a machine that
/// loses power may have its bytes and not its name. Windows keeps names by itself.
/// </summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Flushes a folder.</summary>
    /// <exception cref="IOException">It is not there, cannot be read, or its disk refused.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new SafeFileHandle(Open(path, ReadOnly), ownsHandle: true);
        if (folder.IsInvalid) throw new IOException($"The folder '{path}' cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        RandomAccess.FlushToDisk(folder);
    }

    /// <summary>Makes a folder, and those above it that are missing, so that they are there after a loss of power too.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="mode">The rights of those that are made.</param>
    /// <exception cref="IOException">One could not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be made.</exception>
    public static void Create(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (Directory.Exists(path) || Path.GetDirectoryName(path) is not { Length: > 0 } parent) return;
        Create(parent, mode);
        Directory.CreateDirectory(path, mode);
        Flush(parent);
    }

    /// <summary>.NET opens files only.</summary>
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);
}
