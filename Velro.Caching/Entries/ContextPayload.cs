using System.Collections.Immutable;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies;
using Velro.Authorization.Roles;

namespace Velro.Caching.Entries;

/// <summary>The binary form of each kind of context, one pair of methods each. A change of any of them raises <see cref="EntryFormat.Version"/>.</summary>
internal static class ContextPayload
{
    public static void Write(in PayloadWriter output, Context context)
    {
        switch (context)
        {
            case UserContext user: WriteUser(output, user); break;
            case TeamContext team: WriteTeam(output, team); break;
            case ProjectContext project: WriteProject(output, project); break;
            case GenerationContext generation: WriteGeneration(output, generation); break;
            case EntityContext entity: output.Bytes(JsonSerializer.SerializeToUtf8Bytes(entity.Properties.Json)); break;
            case ServiceKeyContext key: WriteServiceKey(output, key); break;
            case SessionContext session: WriteSession(output, session); break;
            case PolicySetContext policies: WritePolicySet(output, policies); break;
            default: throw new ArgumentException($"{context.GetType().Name} has no binary form.", nameof(context));
        }
    }

    public static Context Read(ref PayloadReader input, ContextKey key) => key.Kind switch
    {
        ContextKind.User => ReadUser(ref input, key.Id),
        ContextKind.Team => new TeamContext(key.Id, input.NullableText(), input.Flag()),
        ContextKind.Project => ReadProject(ref input, key.Id),
        ContextKind.Generation => ReadGeneration(ref input, key.Id),
        ContextKind.Entity => new EntityContext(new EntityRef(key.Type, key.Id), PropertyBag.Parse(input.Bytes())),
        ContextKind.ServiceKey => ReadServiceKey(ref input, key.Id),
        ContextKind.Session => ReadSession(ref input, key.Id),
        ContextKind.PolicySet => ReadPolicySet(ref input),
        _ => throw new FormatException($"There is no kind {key.Kind} of context."),
    };

    private static void WriteUser(in PayloadWriter output, UserContext user)
    {
        output.Byte((byte)user.State);
        output.Flag(user.IsAdministrator);
        output.UInt32((uint)user.Memberships.Length);
        foreach (var membership in user.Memberships)
        {
            output.Text(membership.TeamId);
            output.Byte((byte)membership.Role);
            output.Instant(membership.ExpiresAt);
        }

        output.UInt32((uint)user.EmergencyAccesses.Length);
        foreach (var access in user.EmergencyAccesses)
        {
            output.Byte((byte)access.Target);
            output.Text(access.TargetId);
            output.Byte((byte)access.Role);
            output.Instant(access.ExpiresAt);
        }
    }

    private static UserContext ReadUser(ref PayloadReader input, string id)
    {
        var state = (AccountState)input.Enumerated((byte)AccountState.Deleted);
        var isAdministrator = input.Flag();
        var memberships = ImmutableArray.CreateBuilder<Membership>(input.Count(smallest: 13));
        for (var i = memberships.Capacity; i > 0; i--) memberships.Add(new Membership(input.Text(), ReadRole(ref input), input.Instant()));
        var accesses = ReadEmergencyAccesses(ref input);
        return new UserContext(id, state, isAdministrator, memberships.MoveToImmutable()) { EmergencyAccesses = accesses };
    }

    private static ImmutableArray<EmergencyAccess> ReadEmergencyAccesses(ref PayloadReader input)
    {
        var accesses = ImmutableArray.CreateBuilder<EmergencyAccess>(input.Count(smallest: 14));
        for (var i = accesses.Capacity; i > 0; i--)
        {
            var target = (EmergencyTarget)input.Enumerated((byte)EmergencyTarget.Generation);
            var (id, role) = (input.Text(), ReadRole(ref input));
            var end = input.Instant() ?? throw new FormatException("An emergency access has an end.");
            accesses.Add(new EmergencyAccess(target, id, role, end));
        }

        return accesses.MoveToImmutable();
    }

    private static void WriteTeam(in PayloadWriter output, TeamContext team)
    {
        output.Text(team.ParentId);
        output.Flag(team.IsSuspended);
    }

    private static void WriteProject(in PayloadWriter output, ProjectContext project)
    {
        output.Text(project.OwnerId);
        output.Byte((byte)project.Visibility);
        WriteGrants(output, project.Grants);
        WriteTexts(output, project.BlockedUserIds);
    }

    private static ProjectContext ReadProject(ref PayloadReader input, string id) =>
        new(id, input.Text(), (Visibility)input.Enumerated((byte)Visibility.Public), ReadGrants(ref input), ReadTexts(ref input));

    private static void WriteGeneration(in PayloadWriter output, GenerationContext generation)
    {
        output.Text(generation.OwnerId);
        output.Text(generation.ProjectId);
        output.Text(generation.ParentId);
        output.Byte((byte)generation.Inheritance);
        output.Byte((byte)generation.Visibility);
        output.Flag(generation.IsLocked);
        WriteGrants(output, generation.Grants);
        WriteTexts(output, generation.BlockedUserIds);
    }

    private static GenerationContext ReadGeneration(ref PayloadReader input, string id) => new(
        id,
        input.Text(),
        input.NullableText(),
        input.NullableText(),
        (Inheritance)input.Enumerated((byte)Inheritance.Role),
        (Visibility)input.Enumerated((byte)Visibility.Inherit),
        input.Flag(),
        ReadGrants(ref input),
        ReadTexts(ref input));

    private static void WriteServiceKey(in PayloadWriter output, ServiceKeyContext key)
    {
        output.Text(key.OwnerId);
        output.Bytes(key.Hash.AsSpan());
        WriteTexts(output, key.Scopes);
        output.Instant(key.ExpiresAt);
        output.Flag(key.IsRevoked);
        output.UInt32((uint)key.Networks.Length);
        foreach (var network in key.Networks)
        {
            output.Bytes(network.BaseAddress.GetAddressBytes());
            output.Byte((byte)network.PrefixLength);
        }
    }

    private static ServiceKeyContext ReadServiceKey(ref PayloadReader input, string id) =>
        new(id, input.Text(), [.. input.Bytes()], ReadTexts(ref input), input.Instant(), input.Flag()) { Networks = ReadNetworks(ref input) };

    private static ImmutableArray<IPNetwork> ReadNetworks(ref PayloadReader input)
    {
        var networks = new IPNetwork[input.Count(smallest: 9)];
        for (var i = 0; i < networks.Length; i++) networks[i] = ReadNetwork(ref input);
        return ImmutableCollectionsMarshal.AsImmutableArray(networks);
    }

    private static IPNetwork ReadNetwork(ref PayloadReader input)
    {
        var address = input.Bytes();
        var length = input.Byte();
        try
        {
            return new IPNetwork(new IPAddress(address), length);
        }
        catch (ArgumentException exception)
        {
            throw new FormatException("A network is malformed.", exception);
        }
    }

    private static void WriteSession(in PayloadWriter output, SessionContext session)
    {
        output.Text(session.UserId);
        output.Text(session.ClientId);
        output.Flag(session.IsInteractive);
        output.Instant(session.ExpiresAt);
        output.Flag(session.IsEnded);
    }

    private static SessionContext ReadSession(ref PayloadReader input, string id) =>
        new(id, input.Text(), input.Text(), input.Flag(), input.Instant(), input.Flag());

    private static void WritePolicySet(in PayloadWriter output, PolicySetContext policies)
    {
        output.UInt32((uint)policies.Policies.Sources.Length);
        foreach (var source in policies.Policies.Sources)
        {
            output.Text(source.Name);
            output.Text(source.Document);
        }
    }

    private static PolicySetContext ReadPolicySet(ref PayloadReader input)
    {
        var sources = new PolicySource[input.Count(smallest: 8)];
        for (var i = 0; i < sources.Length; i++) sources[i] = new PolicySource(input.Text(), input.Text());
        return new PolicySetContext(PolicySet.Compile(sources));
    }

    private static void WriteGrants(in PayloadWriter output, ImmutableArray<Grant> grants)
    {
        output.UInt32((uint)grants.Length);
        foreach (var grant in grants)
        {
            output.Byte((byte)grant.Grantee);
            output.Text(grant.GranteeId);
            output.Byte((byte)grant.Role);
            output.Instant(grant.ExpiresAt);
        }
    }

    private static ImmutableArray<Grant> ReadGrants(ref PayloadReader input)
    {
        var grants = ImmutableArray.CreateBuilder<Grant>(input.Count(smallest: 14));
        for (var i = grants.Capacity; i > 0; i--)
            grants.Add(new Grant((GranteeKind)input.Enumerated((byte)GranteeKind.Team), input.Text(), ReadRole(ref input), input.Instant()));
        return grants.MoveToImmutable();
    }

    private static void WriteTexts(in PayloadWriter output, ImmutableArray<string> texts)
    {
        output.UInt32((uint)texts.Length);
        foreach (var text in texts) output.Text(text);
    }

    private static ImmutableArray<string> ReadTexts(ref PayloadReader input)
    {
        var texts = ImmutableArray.CreateBuilder<string>(input.Count(smallest: 4));
        for (var i = texts.Capacity; i > 0; i--) texts.Add(input.Text());
        return texts.MoveToImmutable();
    }

    private static Role ReadRole(ref PayloadReader input) => (Role)input.Enumerated((byte)Role.Owner);
}
