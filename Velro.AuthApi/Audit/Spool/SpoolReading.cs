using Velro.Data.Decisions;

namespace Velro.AuthApi.Audit.Spool;

/// <summary>A file of the spool that is being replayed, and belongs to nobody else meanwhile.</summary>
internal sealed class SpoolReading(FileStream file) : IDisposable
{
    /// <summary>Its path.</summary>
    public string Name => file.Name;

    /// <summary>How many records could not be read so far, at least.</summary>
    public int Unreadable { get; private set; }

    /// <summary>How many bytes they had.</summary>
    public long UnreadableBytes { get; private set; }

    /// <summary>
    /// The next records, in the order in which they were appended, without those that cannot be read: damaged ones, a last one that was not
    /// written to its end, and those of a release that writes them otherwise. None: that was all.
    /// </summary>
    public List<DecisionRecord> Next(int maximum)
    {
        var records = new List<DecisionRecord>();
        while (records.Count < maximum && file.Position < file.Length)
        {
            var start = file.Position;
            var isWhole = SpoolFrames.TryRead(file, out var record);
            if (record is not null) records.Add(record);
            else Skip(start, isWhole ? file.Position : SpoolFrames.Find(file, start + 1));
        }

        return records;
    }

    /// <summary>Removes the file: all that it has was dealt with.</summary>
    public void Delete() => File.Delete(file.Name);

    /// <summary>Keeps the file where nobody replays it, for whoever can make more of it.</summary>
    /// <returns>Its new path.</returns>
    public string SetAside()
    {
        var kept = Path.ChangeExtension(file.Name, SpoolFolder.Unreadable);
        File.Move(file.Name, kept, overwrite: true);
        return kept;
    }

    public void Dispose() => file.Dispose();

    private void Skip(long start, long end)
    {
        Unreadable += SpoolFrames.CountBetween(file, start, end);
        UnreadableBytes += end - start;
        file.Position = end;
    }
}
