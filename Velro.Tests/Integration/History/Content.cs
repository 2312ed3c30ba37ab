using Velro.Tests.Reference;
using World = Velro.Tests.Reference.Rows;

namespace Velro.Tests.Integration.History;

/// <summary>All that a decision can rest on, at one state of the database.</summary>
internal sealed class Content
{
    private readonly Dictionary<string, CredentialRow> _credentials;
    private readonly ReferenceEvaluator _reference;
    private readonly Dictionary<Question, Answer> _decided = [];

    private Content(World rows, Dictionary<string, CredentialRow> credentials) =>
        (Rows, _credentials, _reference) = (rows, credentials, new ReferenceEvaluator(rows));

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
        rows.OfType<CredentialRow>().ToDictionary(static row => row.Id));

    /// <summary>What is wrong with an outcome; null: nothing. By one thread at a time.</summary>
    public string? WrongIn(Credential credential, Question question, Outcome outcome)
    {
        var row = _credentials.GetValueOrDefault(credential.Id);
        var isCaller = row is { IsOver: false } && !(question.Now >= row.End)
            && (credential.User is null || credential.User == row.Owner)
            && Rows.Users.Any(user => user.Id == row.Owner && user.State == "active");
        if (isCaller != outcome.IsCaller) return $"{credential} {(isCaller ? "is good" : "is not good")}, and was taken for the contrary.";
        if (!isCaller) return null;

        // An administrator may ask about anyone, but not as a person; everybody else about themselves (RIGHTS.md A2, A3).
        var mayAsk = row is { Owner: Names.Root, IsPerson: false } || question.Subject == new Thing("user", row!.Owner);
        if (mayAsk != outcome.Answer is not null) return $"{credential} {(mayAsk ? "may" : "may not")} ask this, and was answered the contrary.";
        if (outcome.Answer is not { } actual) return null;

        if (!_decided.TryGetValue(question, out var expected)) _decided[question] = expected = _reference.Decide(question);
        return Comparison.DifferenceOf(_reference, expected, actual);
    }
}
