using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Data.Decisions;
using Velro.Data.Pools;

namespace Velro.AuthApi.Audit.Spool;

/// <summary>
/// Decision records on disk, for as long as the database is away (DESIGN.md section 7). A process only ever appends to a file of its own; what
/// was appended is with the operating system when <see cref="Append"/> returns, so that a killed process loses nothing of it, and on the disk
/// after each batch (<c>fsync</c>), so that a machine that loses power loses at most the batch that was being written. For one user at a time.
/// </summary>
internal sealed partial class DecisionSpool : IDisposable
{
    private const long LongestFile = 8 * 1024 * 1024;

    /// <summary>How many files that could not be read to their end are kept.</summary>
    private const int KeptUnreadable = 4;

    private readonly long _maximumBytes;
    private readonly SpoolFolder? _folder;
    private readonly ILogger<DecisionSpool> _logger;
    private FileStream? _own;

    public DecisionSpool(
        IOptions<DecisionRecordOptions> options,
        [FromKeyedServices(PoolNames.Audit)] NpgsqlDataSource database,
        ILogger<DecisionSpool> logger) =>
        (_maximumBytes, _folder, _logger) = (options.Value.SpoolMaximumBytes, SpoolFolder.Of(options.Value, database), logger);

    /// <summary>Whether there is one: a setting names its folder.</summary>
    public bool IsEnabled => _folder is not null;

    /// <summary>What records take on disk.</summary>
    public long ByteCount => _folder?.ByteCount ?? 0;

    /// <summary>When the oldest of the files of records was begun; null: there is none.</summary>
    public DateTimeOffset? OldestAt => _folder?.OldestAt(SpoolFolder.Records);

    /// <summary>Appends records.</summary>
    /// <returns>How many had room; the disk may also refuse them.</returns>
    public int Append(IReadOnlyList<DecisionRecord> records)
    {
        if (_folder is null) return 0;
        var (appended, start) = (0, 0L);
        try
        {
            var room = _maximumBytes - _folder.ByteCount;
            while (Encode(records, appended, ref room) is { Count: > 0 } chunk)
            {
                if (_own is null || _own.Length >= LongestFile) Begin();
                start = _own!.Length;
                chunk.Bytes.WriteTo(_own);
                _own.Flush(flushToDisk: true);
                appended += chunk.Count;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogRefused(exception);
            CutOff(start);
        }

        return appended;
    }

    /// <summary>Lets go of the file that was appended to, so that it can be taken as any other.</summary>
    public void Seal()
    {
        var own = _own;
        _own = null;
        try
        {
            own?.Dispose();
        }
        catch (IOException exception)
        {
            // The disk is full: what did not reach it makes its last record an unreadable one.
            LogRefused(exception);
        }
    }

    /// <summary>The oldest file that no living process has, locked; null: there is none.</summary>
    /// <param name="passed">Files that are not looked at.</param>
    public SpoolReading? TakeOldest(IReadOnlySet<string> passed)
    {
        foreach (var file in _folder?.Files(SpoolFolder.Records) ?? [])
        {
            if (!passed.Contains(file) && SpoolFolder.TryTake(file) is { } taken) return new SpoolReading(taken);
        }

        return null;
    }

    /// <summary>Removes what is not kept any longer of the files that could not be read.</summary>
    /// <param name="keptSince">What was written before is too old.</param>
    public void Prune(DateTimeOffset keptSince) => _folder?.Prune(SpoolFolder.Unreadable, KeptUnreadable, keptSince);

    public void Dispose() => Seal();

    /// <summary>As many of the records from one on as fill a file, and have room.</summary>
    private static (MemoryStream Bytes, int Count) Encode(IReadOnlyList<DecisionRecord> records, int from, ref long room)
    {
        var (bytes, count) = (new MemoryStream(), 0);
        for (; from + count < records.Count && bytes.Length < LongestFile; count++)
        {
            var frame = SpoolFrames.Encode(records[from + count]);
            if (frame.Length > room) break;
            room -= frame.Length;
            bytes.Write(frame);
        }

        return (bytes, count);
    }

    private void Begin()
    {
        Seal();
        _own = _folder!.Begin(SpoolFolder.Records);
    }

    private void CutOff(long start)
    {
        try
        {
            _own?.SetLength(start);
        }
        catch (IOException)
        {
            // Then it ends in the middle of a record, which who reads it finds.
        }
        finally
        {
            Seal();
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The spool of decision records cannot be written: what the database does not take is lost, and counted.")]
    private partial void LogRefused(Exception exception);
}
