using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies;
using Rows = System.Collections.Generic.IAsyncEnumerable<
    System.Collections.Generic.KeyValuePair<Velro.Authorization.Contexts.ContextKey, Velro.Authorization.Contexts.Context>>;

namespace Velro.Data.Contexts;

/// <summary>Makes contexts of the rows that the statements of <see cref="ContextSql"/> answer.</summary>
internal static class ContextRows
{
    public static async Rows UsersAsync(NpgsqlDataReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var drafts = new Dictionary<string, UserDraft>();
        while (await reader.ReadAsync(cancellation))
        {
            var draft = DraftOf(drafts, reader.GetString(1));
            switch (reader.GetInt32(0))
            {
                case 0: draft.Account = (StoredNames.ToAccountState(reader.GetString(2)), reader.GetBoolean(3)); break;
                case 1: draft.Memberships.Add(ReadMembership(reader)); break;
                case 2: draft.EmergencyAccesses.Add(ReadEmergencyAccess(reader, EmergencyTarget.Project)); break;
                default: draft.EmergencyAccesses.Add(ReadEmergencyAccess(reader, EmergencyTarget.Generation)); break;
            }
        }

        foreach (var (id, draft) in drafts) yield return new(ContextKey.User(id), draft.ToContext(id));
    }

    public static async Rows TeamsAsync(NpgsqlDataReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await reader.ReadAsync(cancellation))
        {
            var id = reader.GetString(0);
            yield return new(ContextKey.Team(id), new TeamContext(id, Text(reader, 1), reader.GetBoolean(2)));
        }
    }

    public static async Rows ProjectsAsync(NpgsqlDataReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var drafts = new Dictionary<string, ThingDraft>();
        while (await reader.ReadAsync(cancellation)) ReadThing(reader, drafts);
        foreach (var (id, draft) in drafts) yield return new(ContextKey.Project(id), draft.ToProject(id));
    }

    public static async Rows GenerationsAsync(NpgsqlDataReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var drafts = new Dictionary<string, ThingDraft>();
        while (await reader.ReadAsync(cancellation))
        {
            if (!ReadThing(reader, drafts, out var draft)) continue;
            draft.ProjectId = Text(reader, 3);
            draft.ParentId = Text(reader, 6);
            draft.Inheritance = StoredNames.ToInheritance(reader.GetString(7));
            draft.IsLocked = reader.GetBoolean(8);
        }

        foreach (var (id, draft) in drafts) yield return new(ContextKey.Generation(id), draft.ToGeneration(id));
    }

    public static async Rows EntitiesAsync(NpgsqlDataReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await reader.ReadAsync(cancellation))
        {
            var entity = new EntityRef(reader.GetString(0), reader.GetString(1));
            yield return new(ContextKey.Entity(entity), new EntityContext(entity, PropertyBag.Parse(reader.GetFieldValue<byte[]>(2))));
        }
    }

    public static async Rows ServiceKeysAsync(NpgsqlDataReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await reader.ReadAsync(cancellation))
        {
            var id = reader.GetString(0);
            var hash = ImmutableCollectionsMarshal.AsImmutableArray(reader.GetFieldValue<byte[]>(2));
            var scopes = ImmutableCollectionsMarshal.AsImmutableArray(reader.GetFieldValue<string[]>(3));
            yield return new(
                ContextKey.ServiceKey(id),
                new ServiceKeyContext(id, reader.GetString(1), hash, scopes, Instant(reader, 4), reader.GetBoolean(5))
                {
                    Networks = [.. reader.GetFieldValue<IPNetwork[]>(6)],
                });
        }
    }

    public static async Rows SessionsAsync(NpgsqlDataReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await reader.ReadAsync(cancellation))
        {
            var id = reader.GetString(0);
            yield return new(
                ContextKey.Session(id),
                new SessionContext(
                    id, reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), Instant(reader, 4), reader.GetBoolean(5)));
        }
    }

    public static async Rows PolicySetAsync(NpgsqlDataReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sources = new List<PolicySource>();
        while (await reader.ReadAsync(cancellation)) sources.Add(new PolicySource(reader.GetString(0), reader.GetString(1)));
        yield return new(ContextKey.PolicySet, new PolicySetContext(CompiledPolicies.Of(sources)));
    }

    private static void ReadThing(NpgsqlDataReader reader, Dictionary<string, ThingDraft> drafts) => ReadThing(reader, drafts, out _);

    /// <summary>Reads the columns that projects and generations share. True: the row is of the thing itself.</summary>
    private static bool ReadThing(NpgsqlDataReader reader, Dictionary<string, ThingDraft> drafts, out ThingDraft draft)
    {
        draft = DraftOf(drafts, reader.GetString(1));
        switch (reader.GetInt32(0))
        {
            case 0:
                draft.OwnerId = reader.GetString(2);
                draft.Visibility = StoredNames.ToVisibility(reader.GetString(4));
                return true;
            case 1:
                draft.Grants.Add(ReadGrant(reader));
                return false;
            default:
                draft.BlockedUserIds.Add(reader.GetString(2));
                return false;
        }
    }

    private static Membership ReadMembership(NpgsqlDataReader reader) =>
        new(reader.GetString(2), StoredNames.ToRole(reader.GetString(4)), Instant(reader, 5));

    private static EmergencyAccess ReadEmergencyAccess(NpgsqlDataReader reader, EmergencyTarget target) =>
        new(target, reader.GetString(2), StoredNames.ToRole(reader.GetString(4)), reader.GetFieldValue<DateTimeOffset>(5));

    private static Grant ReadGrant(NpgsqlDataReader reader)
    {
        var isToUser = !reader.IsDBNull(2);
        return new Grant(
            isToUser ? GranteeKind.User : GranteeKind.Team,
            reader.GetString(isToUser ? 2 : 3),
            StoredNames.ToRole(reader.GetString(4)),
            Instant(reader, 5));
    }

    private static TDraft DraftOf<TDraft>(Dictionary<string, TDraft> drafts, string id) where TDraft : new() =>
        CollectionsMarshal.GetValueRefOrAddDefault(drafts, id, out _) ??= new TDraft();

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
