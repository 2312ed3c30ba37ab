using Velro.Tests.Reference;
using World = Velro.Tests.Reference.Rows;

namespace Velro.Tests.Integration.History;

/// <summary>All that a decision can rest on, at one state of the database.</summary>
internal sealed class Content
{
    private readonly Dictionary<string, KeyRow> _keys;
    private readonly ReferenceEvaluator _reference;
    private readonly Dictionary<Question, Answer> _decided = [];

    private Content(World rows, Dictionary<string, KeyRow> keys) => (Rows, _keys, _reference) = (rows, keys, new ReferenceEvaluator(rows));

    public World Rows { get; }

    public static Content Of(IReadOnlyCollection<object> rows) => new(
        new World
        {
            Users = [.. rows.OfType<UserRow>()],
            Teams = [.. rows.OfType<TeamRow>()],
            Memberships = [.. rows.OfType<MembershipRow>()],
            Projects = [.. rows.OfType<ProjectRow>()],
            Generations = [.. rows.OfType<GenerationRow>()],
            Grants = [.. rows.OfType<GrantRow>()],
            Blocks = [.. rows.OfType<BlockRow>()],
            Emergencies = [.. rows.OfType<EmergencyRow>()],
            Properties = [.. rows.OfType<PropertiesRow>()],
            Policies = [.. rows.OfType<PolicyRow>()],
        },
        rows.OfType<KeyRow>().ToDictionary(static key => key.Id));

    /// <summary>What is wrong with an outcome; null: nothing. By one thread at a time.</summary>
    public string? WrongIn(string keyId, Question question, Outcome outcome)
    {
        var isCaller = _keys.GetValueOrDefault(keyId) is { IsRevoked: false } key
            && Rows.Users.Any(user => user.Id == key.Owner && user.State == "active");
        if (isCaller != outcome.IsCaller) return $"The key {keyId} {(isCaller ? "is good" : "is not good")}, and was taken for the contrary.";
        if (!isCaller) return null;

        // An administrator may ask about anyone, everybody else about themselves (RIGHTS.md A2).
        var owner = _keys[keyId].Owner;
        var mayAsk = owner == Names.Root || question.Subject == new Thing("user", owner);
        if (mayAsk != outcome.Answer is not null) return $"The key {keyId} {(mayAsk ? "may" : "may not")} ask this, and was answered the contrary.";
        if (outcome.Answer is not { } actual) return null;

        if (!_decided.TryGetValue(question, out var expected)) _decided[question] = expected = _reference.Decide(question);
        return Comparison.DifferenceOf(_reference, expected, actual);
    }
}
