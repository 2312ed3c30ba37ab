using Velro.Data.Decisions;

namespace Velro.AuthApi.Audit.Spool;

/// <summary>A file of the spool that is being replayed, and belongs to nobody else meanwhile.</summary>
internal sealed class SpoolReading(FileStream file) : IDisposable
{
    /// <summary>Its path.</summary>
    public string Name => file.Name;

    /// <summary>Whether it ended in the middle of a record, or has bytes that were not written so: what follows cannot be read.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>How many bytes could not be read.</summary>
    public long TornBytes { get; private set; }

    /// <summary>The next records, in the order in which they were appended; none: that was all.</summary>
    public List<DecisionRecord> Next(int maximum)
    {
        var records = new List<DecisionRecord>();
        while (records.Count < maximum && !IsTorn)
        {
            var start = file.Position;
            if (SpoolFrames.TryRead(file) is { } record)
            {
                records.Add(record);
                continue;
            }

            IsTorn = start < file.Length;
            TornBytes = file.Length - start;
            break;
        }

        return records;
    }

    /// <summary>Removes the file: all that it has was dealt with.</summary>
    public void Delete() => File.Delete(file.Name);

    public void Dispose() => file.Dispose();
}
