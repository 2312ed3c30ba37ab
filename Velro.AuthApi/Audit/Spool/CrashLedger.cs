using System.IO.MemoryMappedFiles;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Data.Pools;

namespace Velro.AuthApi.Audit.Spool;

/// <summary>
/// Two numbers that outlive the process: how many records it took, and how many of them came to an end (written, spooled or counted as lost).
/// They lie in memory that a file of the spool's folder is mapped to, so that a kill leaves them as they are; who finds such a file of a process
/// that is gone knows how many records went with it. The number of taken ones is raised before, and that of settled ones after: what went is
/// never counted too low, and too high by one batch at most.
/// </summary>
internal sealed partial class CrashLedger : IDisposable
{
    private const int Length = 16;

    private readonly ILogger<CrashLedger> _logger;
    private readonly SpoolFolder? _folder;
    private readonly Lock _lock = new();
    private readonly FileStream? _file;
    private readonly MemoryMappedFile? _mapped;
    private readonly MemoryMappedViewAccessor? _view;
    private long _taken;
    private long _settled;

    public CrashLedger(
        IOptions<DecisionRecordOptions> options,
        [FromKeyedServices(PoolNames.Audit)] NpgsqlDataSource database,
        ILogger<CrashLedger> logger)
    {
        (_folder, _logger) = (SpoolFolder.Of(options.Value, database), logger);
        _file = _folder is null ? null : TryBegin(_folder);
        if (_file is null) return;
        _mapped = MemoryMappedFile.CreateFromFile(
            _file, mapName: null, Length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _mapped.CreateViewAccessor(0, Length);
    }

    /// <summary>A record is about to be taken.</summary>
    public void Take()
    {
        if (_view is null) return;
        lock (_lock) _view.Write(0, ++_taken);
    }

    /// <summary>Records came to an end.</summary>
    public void Settle(int count)
    {
        if (_view is null) return;
        lock (_lock) _view.Write(8, _settled += count);
    }

    /// <summary>How many records went with processes that are gone; each is told once.</summary>
    public long CollectLost()
    {
        var lost = 0L;
        foreach (var name in _folder?.Files(SpoolFolder.Counts) ?? [])
        {
            if (SpoolFolder.TryTake(name) is not { } file) continue;
            using (file)
            {
                using var reader = new BinaryReader(file);
                if (file.Length == Length) lost += Math.Max(0, reader.ReadInt64() - reader.ReadInt64());
                File.Delete(name);
            }
        }

        return lost;
    }

    /// <summary>A process that ends in order has told of all of its records.</summary>
    public void Dispose()
    {
        _view?.Dispose();
        _mapped?.Dispose();
        if (_file is null) return;
        File.Delete(_file.Name);
        _file.Dispose();
    }

    /// <summary>
    /// A file whose bytes have their place on the disk. Where they had none, and the disk were full, the first number would end the process
    /// (SIGBUS). Null: the disk takes no file.
    /// </summary>
    private FileStream? TryBegin(SpoolFolder folder)
    {
        FileStream? file = null;
        try
        {
            file = folder.Begin(SpoolFolder.Counts);
            file.Write(stackalloc byte[Length]);
            file.Flush(flushToDisk: true);
            return file;
        }
        catch (IOException exception)
        {
            LogRefused(exception);
            if (file is null) return null;
            File.Delete(file.Name);
            file.Dispose();
            return null;
        }
    }

    [LoggerMessage(
        1, LogLevel.Error,
        "The counts of decision records cannot be put on disk: what goes with this process if it is killed will not be counted.")]
    private partial void LogRefused(Exception exception);
}
