using System.Buffers;
using System.Text.Json;
using CsCheck;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Caching;
using Velro.Caching.Clock;
using Velro.Caching.Entries;

namespace Velro.Tests.Unit.Caching;

public sealed class ContextEntrySerializerTests
{
    private static readonly Gen<string> Ids = Gen.String[Gen.Char.AlphaNumeric, 1, 40];

    private static readonly Gen<DateTimeOffset?> Instants = Gen.OneOf(
        Gen.Const(() => (DateTimeOffset?)null), Gen.Long[0, 4_000_000_000].Select(seconds => (DateTimeOffset?)DateTimeOffset.FromUnixTimeSeconds(seconds)));

    private static readonly Gen<Grant> Grants = Gen.Select(
        Gen.Enum<GranteeKind>(), Ids, Gen.Enum<Role>(), Instants, (kind, id, role, expiry) => new Grant(kind, id, role, expiry));

    private static readonly Gen<Membership> Memberships =
        Gen.Select(Ids, Gen.Enum<Role>(), Instants, (team, role, expiry) => new Membership(team, role, expiry));

    private static readonly Gen<EmergencyAccess> EmergencyAccesses = Gen.Select(
        Gen.Enum<EmergencyTarget>(), Ids, Gen.Enum<Role>(), Gen.Long[0, 4_000_000_000],
        (target, id, role, expiry) => new EmergencyAccess(target, id, role, DateTimeOffset.FromUnixTimeSeconds(expiry)));

    private static readonly Gen<(ContextKey Key, Context? Content)> Contents = Gen.OneOf(
        Gen.Select(Ids, Gen.Enum<AccountState>(), Gen.Bool, Memberships.Array[0, 5], EmergencyAccesses.Array[0, 3],
            (id, state, isAdministrator, memberships, accesses) => (
                ContextKey.User(id),
                (Context?)new UserContext(id, state, isAdministrator, [.. memberships]) { EmergencyAccesses = [.. accesses] })),
        Gen.Select(Ids, Ids, Gen.Bool, (id, parent, isSuspended) => (ContextKey.Team(id), (Context?)new TeamContext(id, parent, isSuspended))),
        Gen.Select(Ids, Ids, Grants.Array[0, 5], Ids.Array[0, 3], (id, owner, grants, blocked) =>
            (ContextKey.Project(id), (Context?)new ProjectContext(id, owner, Visibility.Team, [.. grants], [.. blocked]))),
        Gen.Select(Ids, Ids, Gen.Enum<Inheritance>(), Gen.Enum<Visibility>(), Grants.Array[0, 5], (id, owner, inheritance, visibility, grants) =>
            (ContextKey.Generation(id), (Context?)new GenerationContext(id, owner, null, owner, inheritance, visibility, true, [.. grants], []))),
        Gen.Select(Ids, Gen.Byte.Array[32], Ids.Array[0, 4], Instants, (id, hash, scopes, expiry) =>
            (ContextKey.ServiceKey(id), (Context?)new ServiceKeyContext(id, "owner", [.. hash], [.. scopes], expiry, IsRevoked: false))),
        Ids.Select(id => (ContextKey.Entity(new EntityRef("record", id)), (Context?)new EntityContext(
            new EntityRef("record", id), PropertyBag.From(JsonSerializer.SerializeToElement(new { id, level = 3 }))))),
        Ids.Select(id => (ContextKey.User(id), (Context?)null)));

    private readonly ContextEntrySerializer _serializer = new(new CacheMetrics(new TestMeterFactory()));

    [Fact]
    public void Every_context_comes_back_as_it_went() => Gen.Select(Contents, Gen.ULong, Gen.ULong).Sample((content, epoch, value) =>
    {
        var entry = new ContextEntry(content.Key, new Stamp(epoch, value), content.Content);
        var back = _serializer.Deserialize(new ReadOnlySequence<byte>(Bytes(entry)))!;
        return back.Key == entry.Key && back.Stamp == entry.Stamp && back.Slot == entry.Slot && Text(back.Content) == Text(entry.Content);
    });

    /// <summary>Whatever lies in the shared cache is a context or a miss, never an exception and never a huge allocation.</summary>
    [Fact]
    public void A_broken_payload_is_a_miss() => Gen.Select(Contents, Gen.Int, Gen.Byte).Sample((content, at, with) =>
    {
        var bytes = Bytes(new ContextEntry(content.Key, new Stamp(1, 2), content.Content));
        var place = (int)((uint)at % bytes.Length);
        bytes[place] ^= with;
        _serializer.Deserialize(new ReadOnlySequence<byte>(bytes));
        _serializer.Deserialize(new ReadOnlySequence<byte>(bytes.AsMemory(0, place)));
    });

    private byte[] Bytes(ContextEntry entry)
    {
        var output = new ArrayBufferWriter<byte>();
        _serializer.Serialize(entry, output);
        return output.WrittenSpan.ToArray();
    }

    private static string Text(Context? context) => context is null ? "null" : context.GetType().Name + JsonSerializer.Serialize(context, context.GetType());
}
