using System.Text;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies;
using Velro.Authorization.Roles;

namespace Velro.Tests.Unit.Decisions;

/// <summary>A small world of contexts, and questions about it. What was not added does not exist; what was hidden is not in hand.</summary>
internal sealed class World : IContextSource
{
    public static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Past = Now.AddSeconds(-1);

    private readonly Dictionary<ContextKey, Context> _contexts = [];
    private readonly HashSet<ContextKey> _hidden = [];

    public HashSet<ContextKey> Asked { get; } = [];

    public World WithUser(string id, AccountState state = AccountState.Active) => With(ContextKey.User(id), new UserContext(id, state, false, []));

    public World WithTeam(string id, string? parent = null, bool isSuspended = false) =>
        With(ContextKey.Team(id), new TeamContext(id, parent, isSuspended));

    public World WithMember(string team, string user, Role role = Role.Owner, DateTimeOffset? expiresAt = null)
    {
        var member = _contexts.TryGetValue(ContextKey.User(user), out var known) ? (UserContext)known : new UserContext(user, AccountState.Active, false, []);
        return With(ContextKey.User(user), member with { Memberships = member.Memberships.Add(new Membership(team, role, expiresAt)) });
    }

    public World WithEmergency(string user, string on, Role role, DateTimeOffset? expiresAt = null)
    {
        var known = (UserContext)_contexts[ContextKey.User(user)];
        var target = Ref(on).Type == EntityTypes.Project ? EmergencyTarget.Project : EmergencyTarget.Generation;
        var access = new EmergencyAccess(target, Ref(on).Id, role, expiresAt ?? Now.AddHours(1));
        return With(ContextKey.User(user), known with { EmergencyAccesses = known.EmergencyAccesses.Add(access) });
    }

    public World WithProject(string id, Visibility visibility = Visibility.Private, string owner = "olga") =>
        With(ContextKey.Project(id), new ProjectContext(id, owner, visibility, [], []));

    public World WithGeneration(
        string id,
        string owner = "olga",
        string? project = null,
        string? parent = null,
        Inheritance inheritance = Inheritance.None,
        Visibility visibility = Visibility.Private,
        bool isLocked = false) =>
        With(ContextKey.Generation(id), new GenerationContext(id, owner, project, parent, inheritance, visibility, isLocked, [], []));

    public World WithGrant(string on, string to, Role role, DateTimeOffset? expiresAt = null)
    {
        var grantee = Ref(to);
        var grant = new Grant(grantee.Type == EntityTypes.Team ? GranteeKind.Team : GranteeKind.User, grantee.Id, role, expiresAt);
        return Change(on, project => project with { Grants = project.Grants.Add(grant) }, generation => generation with { Grants = generation.Grants.Add(grant) });
    }

    public World WithBlock(string on, string user) => Change(
        on,
        project => project with { BlockedUserIds = project.BlockedUserIds.Add(user) },
        generation => generation with { BlockedUserIds = generation.BlockedUserIds.Add(user) });

    public World WithProperties(string entity, string json) =>
        With(ContextKey.Entity(Ref(entity)), new EntityContext(Ref(entity), Bag(json)));

    /// <summary>Policies by name: documents in which a ' stands for a ".</summary>
    public World WithPolicies(params (string Name, string Document)[] policies) =>
        WithPolicies(PolicySet.Compile(policies.Select(policy => new PolicySource(policy.Name, policy.Document.Replace('\'', '"')))));

    public World WithPolicies(PolicySet policies) => With(ContextKey.PolicySet, new PolicySetContext(policies));

    public World Hiding(params ContextKey[] keys)
    {
        _hidden.UnionWith(keys);
        return this;
    }

    public Decision Check(string subject, string action, string resource, Func<CheckRequest, CheckRequest>? also = null)
    {
        Assert.True(TryCheck(subject, action, resource, out var decision, also), "Every context is in hand, so the decision is final.");
        return decision;
    }

    public bool TryCheck(string subject, string action, string resource, out Decision decision, Func<CheckRequest, CheckRequest>? also = null)
    {
        var request = new CheckRequest { Subject = Ref(subject), Action = action, Resource = Ref(resource), Now = Now };
        var source = this;
        return DecisionEngine.TryDecide(also?.Invoke(request) ?? request, ref source, out decision);
    }

    /// <summary>Whether every role that should be enough for a core action is, and no other.</summary>
    public Role RoleOf(string subject, string resource)
    {
        var actions = new[] { CoreActions.Read, CoreActions.Create, CoreActions.Write, CoreActions.Share, CoreActions.Transfer };
        var role = (Role)actions.TakeWhile(action => Check(subject, action, resource).IsPermitted).Count();
        Assert.All(actions[(int)role..], action => Assert.False(Check(subject, action, resource).IsPermitted));
        return role;
    }

    public static PropertyBag Bag(string json) => PropertyBag.Parse(Encoding.UTF8.GetBytes(json.Replace('\'', '"')));

    public bool TryFind<TContext>(ContextKey key, out TContext? context) where TContext : Context
    {
        Asked.Add(key);
        context = _hidden.Contains(key) ? null : (TContext?)_contexts.GetValueOrDefault(key);
        return !_hidden.Contains(key);
    }

    public World With(ContextKey key, Context context)
    {
        _contexts[key] = context;
        return this;
    }

    private World Change(string on, Func<ProjectContext, ProjectContext> project, Func<GenerationContext, GenerationContext> generation)
    {
        var entity = Ref(on);
        if (entity.Type == EntityTypes.Project)
            return With(ContextKey.Project(entity.Id), project((ProjectContext)_contexts[ContextKey.Project(entity.Id)]));
        return With(ContextKey.Generation(entity.Id), generation((GenerationContext)_contexts[ContextKey.Generation(entity.Id)]));
    }

    private static EntityRef Ref(string entity)
    {
        var colon = entity.IndexOf(':', StringComparison.Ordinal);
        return new EntityRef(entity[..colon], entity[(colon + 1)..]);
    }
}
