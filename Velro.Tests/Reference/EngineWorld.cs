using System.Collections.Immutable;
using System.Text.Json;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies;
using Velro.Authorization.Roles;
using Velro.Caching.Evaluations;

namespace Velro.Tests.Reference;

/// <summary>The contexts that rows make, for the engine. Everything is in hand, or only what was asked for before.</summary>
internal sealed class EngineWorld : IContextSource
{
    /// <summary>The id of the caller that <see cref="AddCaller"/> adds, and of its key.</summary>
    public const string CallersKey = "the-caller";

    private readonly Dictionary<ContextKey, Context> _contexts = [];

    /// <summary>What is in hand; null: everything.</summary>
    private HashSet<ContextKey>? _inHand;

    private HashSet<ContextKey> _missing = [];

    public EngineWorld(Rows rows)
    {
        foreach (var user in rows.Users) _contexts[ContextKey.User(user.Id)] = UserOf(rows, user);
        foreach (var team in rows.Teams) _contexts[ContextKey.Team(team.Id)] = new TeamContext(team.Id, team.Parent, team.IsSuspended);
        foreach (var project in rows.Projects) _contexts[ContextKey.Project(project.Id)] = ProjectOf(rows, project);
        foreach (var generation in rows.Generations) _contexts[ContextKey.Generation(generation.Id)] = GenerationOf(rows, generation);
        foreach (var row in rows.Properties)
        {
            var entity = new EntityRef(row.Of.Type, row.Of.Id);
            _contexts[ContextKey.Entity(entity)] = new EntityContext(entity, BagOf(row.Values));
        }

        _contexts[ContextKey.PolicySet] = new PolicySetContext(PolicySet.Compile(rows.Policies.Select(SourceOf)));
    }

    public static DateTimeOffset Instant(int seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);

    /// <summary>The engine's decision, all contexts in hand.</summary>
    public Decision Decide(Question question, bool isExplained = false)
    {
        _inHand = null;
        var source = this;
        return DecisionEngine.TryDecide(RequestOf(question) with { IsExplained = isExplained }, ref source, out var decision)
            ? decision
            : throw new InvalidOperationException("Every context is in hand, and the decision is not final.");
    }

    /// <summary>The same, with nothing in hand at first, fetching what the engine says it needs; and how many rounds that took.</summary>
    public (Decision Decision, int Rounds) DecideByFetching(Question question)
    {
        _inHand = [];
        for (var round = 1; ; round++)
        {
            _missing = [];
            var source = this;
            if (DecisionEngine.TryDecide(RequestOf(question), ref source, out var decision)) return (decision, round);
            if (_missing.Count == 0) throw new InvalidOperationException("The decision is not final, and nothing is missing.");
            _inHand.UnionWith(_missing);
        }
    }

    /// <summary>Adds an administrator with a key of the scope <c>check</c>, whose hash is all zeros.</summary>
    public void AddCaller()
    {
        _contexts[ContextKey.ServiceKey(CallersKey)] = new ServiceKeyContext(
            CallersKey, CallersKey, [.. new byte[32]], [Scopes.Check], ExpiresAt: null, IsRevoked: false);
        _contexts[ContextKey.User(CallersKey)] = new UserContext(CallersKey, AccountState.Active, IsAdministrator: true, []);
    }

    /// <summary>The answer to a question of another sort, from what is in hand or by fetching.</summary>
    public TAnswer Answer<TQuestion, TAnswer>(TQuestion question, DateTimeOffset now, bool isFetched)
        where TQuestion : struct, IQuestion<TAnswer>
    {
        _inHand = isFetched ? [] : null;
        while (true)
        {
            _missing = [];
            var source = this;
            if (question.TryAnswer(ref source, now, out var answer)) return answer;
            if (_missing.Count == 0) throw new InvalidOperationException("The answer is not final, and nothing is missing.");
            _inHand!.UnionWith(_missing);
        }
    }

    public bool TryFind<TContext>(ContextKey key, out TContext? context) where TContext : Context
    {
        context = null;
        if (_inHand is not null && !_inHand.Contains(key))
        {
            _missing.Add(key);
            return false;
        }

        context = (TContext?)_contexts.GetValueOrDefault(key);
        return true;
    }

    public static Answer AnswerOf(in Decision decision) => new(
        decision.IsPermitted, DecisionReasonCodes.CodeOf(decision.Reason), (int)decision.Layer, decision.SubjectMayRead);

    public static CheckRequest RequestOf(Question question) => new()
    {
        Subject = new EntityRef(question.Subject.Type, question.Subject.Id),
        Action = question.Action,
        Resource = new EntityRef(question.Resource.Type, question.Resource.Id),
        Now = Instant(question.Now),
        SubjectProperties = BagOf(question.SentOfSubject),
        ResourceProperties = BagOf(question.SentOfResource),
        Context = BagOf(question.Context),
        TrustsSentProperties = question.TrustsSent,
    };

    public static PolicySource SourceOf(PolicyRow policy) => SourceOf(policy, policy.Condition?.Text);

    /// <summary>The document of a policy, with a condition in other words.</summary>
    public static PolicySource SourceOf(PolicyRow policy, string? condition)
    {
        var document = new Dictionary<string, object>
        {
            ["effect"] = policy.Effect,
            ["actions"] = policy.Actions,
            ["resourceTypes"] = policy.ResourceTypes,
        };
        if (policy.SubjectTypes is not null) document["subjectTypes"] = policy.SubjectTypes;
        if (policy.MinimumRole is not null) document["minimumRole"] = policy.MinimumRole;
        if (condition is not null) document["condition"] = condition;
        return new PolicySource(policy.Name, JsonSerializer.Serialize(document));
    }

    private static UserContext UserOf(Rows rows, UserRow user) => new(
        user.Id,
        Enum.Parse<AccountState>(user.State, ignoreCase: true),
        IsAdministrator: false,
        [
            .. rows.Memberships.Where(row => row.User == user.Id)
                .Select(static row => new Membership(row.Team, RoleOf(row.Role), EndOf(row.EndsAt))),
        ])
    {
        EmergencyAccesses =
        [
            .. rows.Emergencies.Where(row => row.User == user.Id).Select(static row => new EmergencyAccess(
                Enum.Parse<EmergencyTarget>(row.On.Type, ignoreCase: true), row.On.Id, RoleOf(row.Role), Instant(row.EndsAt))),
        ],
    };

    private static ProjectContext ProjectOf(Rows rows, ProjectRow project)
    {
        var thing = new Thing("project", project.Id);
        return new ProjectContext(
            project.Id, project.Owner, VisibilityOf(project.Visibility), GrantsOn(rows, thing), BlocksOn(rows, thing));
    }

    private static GenerationContext GenerationOf(Rows rows, GenerationRow row)
    {
        var thing = new Thing("generation", row.Id);
        var inheritance = Enum.Parse<Inheritance>(row.Inheritance, ignoreCase: true);
        return new GenerationContext(
            row.Id, row.Owner, row.Project, row.Parent, inheritance, VisibilityOf(row.Visibility), row.IsLocked,
            GrantsOn(rows, thing), BlocksOn(rows, thing));
    }

    private static ImmutableArray<Grant> GrantsOn(Rows rows, Thing thing) =>
        [.. rows.Grants.Where(row => row.On == thing).Select(static row => new Grant(
            row.To.Type == "team" ? GranteeKind.Team : GranteeKind.User, row.To.Id, RoleOf(row.Role), EndOf(row.EndsAt)))];

    private static ImmutableArray<string> BlocksOn(Rows rows, Thing thing) =>
        [.. rows.Blocks.Where(row => row.On == thing).Select(static row => row.User)];

    private static Visibility VisibilityOf(string name) => Enum.Parse<Visibility>(name, ignoreCase: true);

    private static Role RoleOf(string name) => Enum.Parse<Role>(name, ignoreCase: true);

    private static DateTimeOffset? EndOf(int? seconds) => seconds is { } end ? Instant(end) : null;

    private static PropertyBag BagOf(IReadOnlyDictionary<string, object> values) =>
        values.Count == 0 ? PropertyBag.Empty : PropertyBag.From(JsonSerializer.SerializeToElement(values));
}
