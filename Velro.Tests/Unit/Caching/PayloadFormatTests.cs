using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies;
using Velro.Authorization.Roles;
using Velro.Caching;
using Velro.Caching.Clock;
using Velro.Caching.Entries;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Snapshots;

namespace Velro.Tests.Unit.Caching;

/// <summary>
/// The payloads of the shared cache, byte by byte, as a committed file for each version has them. Processes of two releases share one
/// cache: bytes that change under the same version are read as something else.
/// </summary>
public sealed class PayloadFormatTests : IDisposable
{
    private const string Folder = "Velro.Tests/Unit/Caching/Payloads";

    private static readonly DateTimeOffset Later = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly (ContextKey Key, Context? Content)[] Samples =
    [
        (ContextKey.User("alice"), new UserContext("alice", AccountState.Active, true, [new("t1", Role.Editor, Later), new("t2", Role.Viewer, null)])
        {
            EmergencyAccesses = [new(EmergencyTarget.Generation, "g1", Role.Viewer, Later)],
        }),
        (ContextKey.User("bob"), new UserContext("bob", AccountState.Suspended, false, [])),
        (ContextKey.User("nobody"), null),
        (ContextKey.Team("t1"), new TeamContext("t1", "t0", true)),
        (ContextKey.Team("t0"), new TeamContext("t0", null, false)),
        (ContextKey.Project("p1"), new ProjectContext(
            "p1", "alice", Visibility.Team, [new(GranteeKind.Team, "t1", Role.Admin, Later), new(GranteeKind.User, "bob", Role.None, null)], ["eve"])),
        (ContextKey.Generation("g1"), new GenerationContext(
            "g1", "alice", "p1", "g0", Inheritance.Role, Visibility.Inherit, true, [new(GranteeKind.User, "zoë", Role.Contributor, null)], ["eve"])),
        (ContextKey.Generation("g0"), new GenerationContext("g0", "alice", null, null, Inheritance.None, Visibility.Private, false, [], [])),
        (ContextKey.Entity(new EntityRef("record", "r1")), new EntityContext(
            new EntityRef("record", "r1"), PropertyBag.Parse("""{"level": 3, "tags": ["a", "b"]}"""u8))),
        (ContextKey.ServiceKey("k1"), new ServiceKeyContext("k1", "alice", [1, 2, 3, 4], ["check"], Later, IsRevoked: false)),
        (ContextKey.ServiceKey("k2"), new ServiceKeyContext("k2", "alice", [5, 6], [], ExpiresAt: null, IsRevoked: true)
        {
            Networks = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::/32")],
        }),
        (ContextKey.Session("s1"), new SessionContext("s1", "alice", "velro-web", IsInteractive: true, Later, IsEnded: false)),
        (ContextKey.Session("s2"), new SessionContext("s2", "bob", "reports", IsInteractive: false, ExpiresAt: null, IsEnded: true)),
        (ContextKey.PolicySet, new PolicySetContext(PolicySet.Compile(
            [new PolicySource("none", """{"effect":"deny","actions":["write"],"resourceTypes":["record"],"condition":"false"}""")]))),
    ];

    private readonly TestMeterFactory _meters = new();
    private readonly Measurements _measured;
    private readonly ContextEntrySerializer _serializer;

    public PayloadFormatTests()
    {
        _measured = new Measurements(_meters);
        _serializer = new ContextEntrySerializer(new CacheMetrics(_meters));
    }

    private static string PathOf(int version) => $"{Folder}/v{version.ToString(CultureInfo.InvariantCulture)}.txt";

    /// <summary>When this fails, the format has changed: raise <see cref="EntryFormat.Version"/>, which makes a file of its own.</summary>
    [Fact]
    public void The_bytes_of_a_version_never_change()
    {
        var snapshot = new Snapshot(PathOf(EntryFormat.Version));
        var lines = new StringBuilder();
        foreach (var (key, content) in Samples) lines.Append(key).Append(' ').Append(Convert.ToHexString(Bytes(key, content))).Append('\n');

        if (Snapshot.IsWriting && (snapshot.Read().Length == 0 || Snapshot.MayBreak)) snapshot.Match(lines.ToString());
        Assert.True(
            snapshot.Read() == lines.ToString(),
            $"The payloads differ from {PathOf(EntryFormat.Version)}. Raise EntryFormat.Version; then, {Snapshot.HowTo}");
    }

    [Fact]
    public void Every_kind_is_among_them() =>
        Assert.Equal(Enum.GetValues<ContextKind>(), Samples.Select(static sample => sample.Key.Kind).Distinct().Order());

    [Fact]
    public void What_the_file_has_is_read_as_what_it_was() => Assert.All(Samples.Zip(Payloads(EntryFormat.Version)), pair =>
    {
        var ((key, content), payload) = pair;
        var entry = Read(payload)!;
        Assert.Equal((key, new Stamp(1, 2)), (entry.Key, entry.Stamp));
        Assert.Equal(content?.GetType(), entry.Content?.GetType());
        Assert.Equal(payload, Bytes(key, entry.Content));
    });

    /// <summary>Of older versions the files stay; a release reads its own alone, and counts what it cannot read.</summary>
    [Fact]
    public void A_payload_of_another_version_is_a_counted_miss()
    {
        var others = Enumerable.Range(1, EntryFormat.Version - 1).SelectMany(Payloads).ToList();
        var newer = Payloads(EntryFormat.Version)[0];
        newer[0]++;
        others.Add(newer);

        Assert.All(others, payload => Assert.Null(Read(payload)));
        Assert.True(others.Count > 1);
        Assert.Equal(others.Count, _measured.Of("velro.cache.payloads.broken"));
    }

    public void Dispose()
    {
        _measured.Dispose();
        _meters.Dispose();
    }

    private static List<byte[]> Payloads(int version) =>
        [.. new Snapshot(PathOf(version)).Read().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => Convert.FromHexString(line.Split(' ')[^1]))];

    private ContextEntry? Read(byte[] payload) => _serializer.Deserialize(new ReadOnlySequence<byte>(payload));

    private byte[] Bytes(ContextKey key, Context? content)
    {
        var output = new ArrayBufferWriter<byte>();
        _serializer.Serialize(new ContextEntry(key, new Stamp(1, 2), content), output);
        return output.WrittenSpan.ToArray();
    }
}
