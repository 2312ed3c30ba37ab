using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.AuthApi.Audit;
using Velro.AuthApi.Audit.Spool;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Data.Decisions;

namespace Velro.Tests.Unit.Audit;

/// <summary>The spool of decision records: what was appended is read again, in order and once, whatever happened to the process.</summary>
public sealed class DecisionSpoolTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>As docs/audit.md says: <c>printf db.example:5432/velro | sha256sum | cut -c-16</c>.</summary>
    private const string NameOfDatabase = "8737824fd6e45a21";

    private static readonly NpgsqlDataSource Database = NpgsqlDataSource.Create("Host=db.example;Database=velro;Username=velro");

    private readonly string _folder = Directory.CreateTempSubdirectory("velro-spool-").FullName;

    private readonly FakeLogger<CrashLedger> _log = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_appended_is_read_again_as_it_was_and_in_order()
    {
        using var spool = Spool();
        DecisionRecord[] records =
        [
            Record("a") with { ActingFor = "bob", Policy = "p", IsExplained = true, Sent = """{"context":{"nul":"\u0000","n":1e400}}""" },
            Record("b") with { Resource = new EntityRef("route", "/users/{üserId} 🎬"), IsComplete = false, IsTrusted = true },
            Record("c") with { IsPermitted = true, Layer = DecisionLayer.SecurityContext },
        ];
        Assert.Equal(2, spool.Append(records[..2]));
        Assert.Equal(1, spool.Append(records[2..]));
        spool.Seal();

        Assert.Equal(records, ReadAll(spool));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(60)]
    public void A_tail_that_a_kill_cut_off_is_told_and_takes_no_other_record_along(int lost)
    {
        using var spool = Spool();
        spool.Append([Record("a"), Record("b"), Record("c")]);
        spool.Seal();
        using (var file = new FileStream(SpoolFile(), FileMode.Open)) file.SetLength(file.Length - lost);

        using var reading = spool.TakeOldest(new HashSet<string>())!;
        Assert.Equal(["a", "b"], reading.Next(10).Select(static record => record.Action));
        Assert.Equal(1, reading.Unreadable);
        Assert.Empty(reading.Next(10));
    }

    /// <summary>A record has a length (4 bytes), a sum (8) and its content.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(12)]
    [InlineData(100)]
    public void A_flipped_bit_costs_the_record_that_it_is_in_and_no_other(int at)
    {
        using var spool = Spool();
        spool.Append([Record("a")]);
        var start = (int)new FileInfo(SpoolFile()).Length;
        spool.Append([Record("b")]);
        var end = (int)new FileInfo(SpoolFile()).Length;
        spool.Append([.. Enumerable.Range(0, 3000).Select(static i => Record($"{i}"))]);
        spool.Seal();
        Change(bytes => bytes[start + at] ^= 1);

        using var reading = spool.TakeOldest(new HashSet<string>())!;
        Assert.Equal(
            ["a", .. Enumerable.Range(0, 3000).Select(static i => $"{i}")], reading.Next(10_000).Select(static record => record.Action));
        Assert.Equal((1, end - start), (reading.Unreadable, reading.UnreadableBytes));
    }

    [Fact]
    public void Records_that_are_damaged_side_by_side_are_counted_each()
    {
        using var spool = Spool();
        spool.Append([Record("a"), Record("b"), Record("c"), Record("d")]);
        var length = (int)new FileInfo(SpoolFile()).Length / 4;
        spool.Seal();
        Change(bytes => (bytes[length + 50], bytes[2 * length + 50]) = (0, 0));

        using var reading = spool.TakeOldest(new HashSet<string>())!;
        Assert.Equal(["a", "d"], reading.Next(10).Select(static record => record.Action));
        Assert.Equal((2, 2 * length), (reading.Unreadable, reading.UnreadableBytes));
    }

    /// <summary>As after a release was taken back.</summary>
    [Fact]
    public void A_whole_record_of_another_release_costs_no_other()
    {
        using var spool = Spool();
        spool.Append([Record("a"), Record("b"), Record("c")]);
        spool.Seal();
        Change(static bytes =>
        {
            var frame = bytes.AsSpan(bytes.Length / 3, bytes.Length / 3);
            frame[frame.IndexOf("KeyId"u8)] = (byte)'L';
            SHA256.HashData(frame[12..])[..8].CopyTo(frame[4..]);
        });

        using var reading = spool.TakeOldest(new HashSet<string>())!;
        Assert.Equal(["a", "c"], reading.Next(10).Select(static record => record.Action));
        Assert.Equal(1, reading.Unreadable);
    }

    [Fact]
    public void Of_files_that_cannot_be_read_a_few_are_kept_for_a_while()
    {
        using var spool = Spool();
        for (var i = 0; i < 6; i++)
        {
            spool.Append([Record($"{i}")]);
            spool.Seal();
            using var reading = spool.TakeOldest(new HashSet<string>())!;
            File.SetLastWriteTimeUtc(reading.SetAside(), Noon.AddHours(i).UtcDateTime);
        }

        Assert.Null(spool.TakeOldest(new HashSet<string>()));
        spool.Prune(Noon);
        Assert.Equal(4, Files("*.unreadable").Length);
        spool.Prune(Noon.AddHours(5));
        Assert.Equal(Noon.AddHours(5).UtcDateTime, File.GetLastWriteTimeUtc(Assert.Single(Files("*.unreadable"))));
    }

    [Fact]
    public void Replicas_that_share_the_folder_write_files_of_their_own_and_take_only_those_of_nobody()
    {
        using var first = Spool();
        using var second = Spool();
        first.Append([Record("first")]);
        second.Append([Record("second")]);

        // Both are alive.
        Assert.Null(first.TakeOldest(new HashSet<string>()));
        second.Seal();
        using (var reading = first.TakeOldest(new HashSet<string>())!)
        {
            Assert.Equal(["second"], reading.Next(10).Select(static record => record.Action));

            // While it is being replayed, it is nobody else's.
            Assert.Null(second.TakeOldest(new HashSet<string>()));
            reading.Delete();
        }

        Assert.Null(second.TakeOldest(new HashSet<string>()));
        first.Seal();
        Assert.Equal(["first"], ReadAll(second).Select(static record => record.Action));
    }

    /// <summary>Between making a file and locking it, another process may take it for one of nobody's, and remove it.</summary>
    [Fact]
    public async Task A_file_that_was_begun_is_in_the_folder_whoever_looks_through_it_meanwhile()
    {
        var folder = SpoolFolder.Of(new DecisionRecordOptions { Spool = _folder }, Database)!;
        using var stop = new CancellationTokenSource();
        var others = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                foreach (var name in folder.Files(SpoolFolder.Records))
                {
                    using var taken = SpoolFolder.TryTake(name);
                    if (taken is not null) File.Delete(name);
                }
            }
        })).ToArray();
        try
        {
            for (var i = 0; i < 2000; i++)
            {
                using var file = folder.Begin(SpoolFolder.Records);
                Assert.True(File.Exists(file.Name), $"The {i}th was removed by another.");
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(others);
        }
    }

    [Fact]
    public void What_has_no_room_is_not_appended_and_the_rest_stays_whole()
    {
        using var spool = Spool(static options => options.SpoolMaximumBytes = 2000);
        var records = Enumerable.Range(0, 20).Select(i => Record($"a{i}")).ToArray();

        var appended = spool.Append(records);
        Assert.InRange(appended, 1, 19);
        Assert.Equal(0, spool.Append(records[appended..]));
        Assert.True(new FileInfo(SpoolFile()).Length <= 2000);
        spool.Seal();
        Assert.Equal(records[..appended], ReadAll(spool));
    }

    [Fact]
    public void Only_the_owner_can_read_what_waits()
    {
        if (OperatingSystem.IsWindows()) return;
        using var spool = Spool();
        spool.Append([Record("a")]);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SpoolFile()));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(SpoolFile())!));
    }

    [Theory]
    [InlineData("Host=db.example;Database=velro;Username=another;Password=x", true)]
    [InlineData("Host=db.example;Database=another", false)]
    [InlineData("Host=db.example;Port=5433;Database=velro", false)]
    [InlineData("Host=another.example;Database=velro", false)]
    public void What_waits_for_one_database_is_taken_by_none_that_has_another(string connection, bool isTheSame)
    {
        using (var spool = Spool()) spool.Append([Record("a")]);
        Assert.Equal(NameOfDatabase, Path.GetFileName(Path.GetDirectoryName(SpoolFile())));

        using var database = NpgsqlDataSource.Create(connection);
        using var other = Spool(database: database);
        using var taken = other.TakeOldest(new HashSet<string>());
        Assert.Equal(isTheSame, taken is not null);
    }

    [Fact]
    public void A_database_that_is_given_a_name_has_it_at_every_address()
    {
        using var moved = NpgsqlDataSource.Create("Host=another.example;Database=velro");
        using (var spool = Spool(static options => options.SpoolName = "main")) spool.Append([Record("a")]);
        using var other = Spool(static options => options.SpoolName = "main", moved);
        Assert.Equal(["a"], ReadAll(other).Select(static record => record.Action));
    }

    [Fact]
    public void Without_a_folder_there_is_none()
    {
        using var spool = new DecisionSpool(Options.Create(new DecisionRecordOptions()), Database, NullLogger<DecisionSpool>.Instance);
        Assert.False(spool.IsEnabled);
        Assert.Equal(0, spool.Append([Record("a")]));
        Assert.Null(spool.TakeOldest(new HashSet<string>()));
    }

    [Fact]
    public void A_folder_that_goes_away_costs_records_and_not_the_process()
    {
        using var spool = Spool();
        Directory.Delete(Path.Combine(_folder, "decisions"), recursive: true);
        Assert.Equal(0, spool.Append([Record("a")]));
    }

    [Fact]
    public void What_went_with_a_process_is_counted_once_and_what_ended_in_order_is_not()
    {
        using (var orderly = Ledger())
        {
            orderly.Take();
            orderly.Settle(1);
        }

        using var living = Ledger();
        living.Take();

        // As a killed process leaves it.
        var folder = Path.Combine(_folder, "decisions", NameOfDatabase);
        File.WriteAllBytes(Path.Combine(folder, "0.counts"), [7, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]);

        Assert.Equal(4, living.CollectLost());
        Assert.Equal(0, living.CollectLost());
    }

    /// <summary>A disk that is full where memory is mapped to it ends the process (SIGBUS): its place is taken before.</summary>
    [Fact]
    public async Task What_is_counted_for_the_next_process_has_its_place_on_the_disk()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var ledger = Ledger();
        var start = new ProcessStartInfo("stat", ["-c", "%b", Assert.Single(Files("*.counts"))]) { RedirectStandardOutput = true };
        using var stat = Process.Start(start)!;
        Assert.NotEqual("0", (await stat.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
    }

    [Fact]
    public void A_disk_that_takes_no_counts_costs_them_and_not_the_process()
    {
        // Its path has room for the folder, and for no file in it.
        var deep = _folder;
        while (deep.Length < 3800) deep = Path.Combine(deep, new string('d', 200));
        using var ledger = Ledger(Path.Combine(deep, new string('d', 4060 - deep.Length)));
        ledger.Take();
        ledger.Settle(1);

        Assert.Equal(0, ledger.CollectLost());
        Assert.Empty(Files("*.counts"));
        Assert.Equal(LogLevel.Error, Assert.Single(_log.Collector.GetSnapshot()).Level);
    }

    private CrashLedger Ledger(string? folder = null) =>
        new(Options.Create(new DecisionRecordOptions { Spool = folder ?? _folder }), Database, _log);

    private DecisionSpool Spool(Action<DecisionRecordOptions>? configure = null, NpgsqlDataSource? database = null)
    {
        var options = new DecisionRecordOptions { Spool = _folder };
        configure?.Invoke(options);
        return new DecisionSpool(Options.Create(options), database ?? Database, NullLogger<DecisionSpool>.Instance);
    }

    private string SpoolFile() => Assert.Single(Files("*.spool"));

    private string[] Files(string pattern) => Directory.GetFiles(_folder, pattern, SearchOption.AllDirectories);

    private void Change(Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(SpoolFile());
        change(bytes);
        File.WriteAllBytes(SpoolFile(), bytes);
    }

    private static List<DecisionRecord> ReadAll(DecisionSpool spool)
    {
        using var reading = spool.TakeOldest(new HashSet<string>());
        Assert.NotNull(reading);
        var records = new List<DecisionRecord>();
        while (reading.Next(2) is { Count: > 0 } some) records.AddRange(some);
        Assert.Equal(0, reading.Unreadable);
        return records;
    }

    private static DecisionRecord Record(string action) => DecisionRecords.Denial(action, Noon);
}
