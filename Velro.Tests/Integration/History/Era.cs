using Velro.Data.Feed;

namespace Velro.Tests.Integration.History;

/// <summary>
/// One run of the server: what its snapshots see. What was there when it began is seen by each of them; what was written since, by those
/// that see its transaction.
/// </summary>
/// <param name="Lineage">The run, as revisions name it.</param>
/// <param name="From">The number of the last entry that was there when the run began.</param>
/// <param name="Entries">All entries that were there when it ended, by number.</param>
internal sealed record Era(ulong Lineage, long From, IReadOnlyList<HistoryEntry> Entries)
{
    /// <summary>
    /// The content at each of some snapshots, each once, in the order in which the database went through them: of one server, the snapshots
    /// that see the same number of transactions see the same ones.
    /// </summary>
    public IEnumerable<(PostgresSnapshot Snapshot, Content Content)> ContentsAt(IEnumerable<PostgresSnapshot> asked)
    {
        var snapshots = asked.Distinct().OrderBy(SeenBy).ToArray();
        var entering = Entries.ToLookup(entry => FirstThatSees(snapshots, entry));
        var latest = new Dictionary<(string, string), long>();
        var rows = new Dictionary<(string, string), object>();
        for (var i = 0; i < snapshots.Length; i++)
        {
            foreach (var entry in entering[i])
            {
                if (entry.Old is { } old && (entry.New is null || old.Key != entry.New.Key)) Put(entry.Number, old, value: null);
                if (entry.New is { } row) Put(entry.Number, row, row.Value);
            }

            yield return (snapshots[i], Content.Of(rows.Values));
        }

        void Put(long number, StoredRow row, object? value)
        {
            var key = (row.Table, row.Key);
            if (latest.GetValueOrDefault(key) > number) return;

            latest[key] = number;
            if (value is null) rows.Remove(key);
            else rows[key] = value;
        }
    }

    /// <summary>The entries that were visible last at a snapshot, and those that it just did not see.</summary>
    public (IEnumerable<HistoryEntry> Seen, IEnumerable<HistoryEntry> Unseen) Around(PostgresSnapshot snapshot, int count) =>
        (Entries.Where(entry => IsSeenBy(snapshot, entry)).TakeLast(count), Entries.Where(entry => !IsSeenBy(snapshot, entry)).Take(count));

    private static ulong SeenBy(PostgresSnapshot snapshot) => snapshot.Xmax - (ulong)snapshot.InProgress.Length;

    private bool IsSeenBy(PostgresSnapshot snapshot, HistoryEntry entry) => entry.Number <= From || snapshot.Sees(entry.Xid);

    private int FirstThatSees(PostgresSnapshot[] snapshots, HistoryEntry entry)
    {
        var (from, to) = (0, snapshots.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (IsSeenBy(snapshots[middle], entry)) to = middle;
            else from = middle + 1;
        }

        return from;
    }
}
