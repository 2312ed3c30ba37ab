using System.Globalization;
using Velro.AuthApi.Files;

namespace Velro.AuthApi.Media.Storage;

/// <summary>
/// A folder, which all replicas share. The path of a file is made of the digits of its id and of nothing else. Bytes are written beside
/// their place and moved there when all of them are on the disk; the move is on the disk too when the write is done, as the row that names
/// them will be.
/// </summary>
internal sealed class LocalMediaStore(string root) : IServedStore
{
    /// <summary>The folder.</summary>
    public string Root => root;

    private const int BufferSize = 128 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public async Task WriteAsync(Guid id, string contentType, Stream content, CancellationToken cancellation)
    {
        var path = PathOf(id);
        var partial = PartialOf(path);
        var folder = Path.GetDirectoryName(path)!;
        FolderSync.Create(folder, OwnerOnly);
        try
        {
            await using (var file = new FileStream(partial, OptionsFor(FileMode.CreateNew, FileAccess.Write)))
            {
                await content.CopyToAsync(file, BufferSize, cancellation);
                await file.FlushAsync(cancellation);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path);
            FolderSync.Flush(folder);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    public Task DeleteAsync(Guid id, CancellationToken cancellation)
    {
        var path = PathOf(id);
        if (!Directory.Exists(Path.GetDirectoryName(path))) return Task.CompletedTask;
        File.Delete(PartialOf(path));
        File.Delete(path);
        return Task.CompletedTask;
    }

    public Stream? Open(Guid id)
    {
        try
        {
            // What is removed while it is read stays until the last reader has closed it.
            return new FileStream(PathOf(id), OptionsFor(FileMode.Open, FileAccess.Read));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string PartialOf(string path) => path + ".part";

    private static FileStreamOptions OptionsFor(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            BufferSize = 0,
        };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    /// <summary>In one of 65,536 folders, by the random end of the id: no folder grows large.</summary>
    private string PathOf(Guid id)
    {
        var digits = id.ToString("N", CultureInfo.InvariantCulture);
        return Path.Combine(root, digits[^2..], digits[^4..^2], digits);
    }
}
