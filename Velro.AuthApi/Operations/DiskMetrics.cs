using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Velro.AuthApi.Audit;
using Velro.AuthApi.Media.Storage;

namespace Velro.AuthApi.Operations;

/// <summary>How full the disks are that this process writes to (meter <c>Velro.Disks</c>).</summary>
internal sealed class DiskMetrics
{
    private readonly (string Name, string Folder)[] _disks;

    public DiskMetrics(IMeterFactory meters, IOptions<DecisionRecordOptions> records, IOptions<DiskOptions> disks, IMediaStore media)
    {
        _disks =
        [
            .. new (string Name, string? Folder)[]
            {
                ("spool", records.Value.Spool), ("media", (media as LocalMediaStore)?.Root), ("data", disks.Value.Data),
            }
            .Where(static disk => disk.Folder is { Length: > 0 })
            .Select(static disk => (disk.Name, disk.Folder!)),
        ];
        var meter = meters.Create("Velro.Disks");
        meter.CreateObservableGauge("velro.disk.free", () => Measure(static drive => drive.AvailableFreeSpace), "By", "What the process may still write, by disk.");
        meter.CreateObservableGauge("velro.disk.size", () => Measure(static drive => drive.TotalSize), "By", "How large a disk is.");
    }

    private IEnumerable<Measurement<long>> Measure(Func<DriveInfo, long> figure)
    {
        foreach (var (name, folder) in _disks)
        {
            if (TryMeasure(folder, figure) is { } bytes) yield return new Measurement<long>(bytes, new KeyValuePair<string, object?>("velro.disk", name));
        }
    }

    /// <summary>Null: it cannot be told now, as while a network share is away.</summary>
    private static long? TryMeasure(string folder, Func<DriveInfo, long> figure)
    {
        try
        {
            return figure(new DriveInfo(Existing(folder)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Folders are made when something is first written there.</summary>
    private static string Existing(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent) folder = parent;
        return folder;
    }
}
