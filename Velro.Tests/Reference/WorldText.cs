using System.Text;

namespace Velro.Tests.Reference;

/// <summary>Rows and questions as a person reads them.</summary>
internal static class WorldText
{
    public static string Of(Rows rows)
    {
        var text = new StringBuilder();
        foreach (var user in rows.Users) Line($"user {user.Id}{When(user.State != "active", $", {user.State}")}");
        foreach (var team in rows.Teams)
            Line($"team {team.Id}{When(team.Parent is not null, $" under {team.Parent}")}{When(team.IsSuspended, ", suspended")}");
        foreach (var row in rows.Memberships) Line($"member {row.User} of {row.Team}: {row.Role}{Until(row.EndsAt)}");
        foreach (var project in rows.Projects) Line($"project {project.Id} of {project.Owner}, {project.Visibility}");
        foreach (var generation in rows.Generations)
        {
            Line($"generation {generation.Id} of {generation.Owner}" +
                When(generation.Project is not null, $" in {generation.Project}") +
                When(generation.Parent is not null, $" from {generation.Parent}") +
                $", takes {generation.Inheritance}, {generation.Visibility}" + When(generation.IsLocked, ", locked"));
        }

        foreach (var grant in rows.Grants) Line($"grant on {grant.On} to {grant.To}: {grant.Role}{Until(grant.EndsAt)}");
        foreach (var block in rows.Blocks) Line($"block on {block.On} of {block.User}");
        foreach (var row in rows.Emergencies) Line($"emergency access on {row.On} of {row.User}: {row.Role}{Until(row.EndsAt)}");
        foreach (var row in rows.Properties) Line($"properties of {row.Of}: {Values(row.Values)}");
        foreach (var policy in rows.Policies)
        {
            Line($"policy {policy.Name}: {policy.Effect} {string.Join(",", policy.Actions)} on {string.Join(",", policy.ResourceTypes)}" +
                When(policy.SubjectTypes is not null, $" for {string.Join(",", policy.SubjectTypes ?? [])}") +
                When(policy.MinimumRole is not null, $" from {policy.MinimumRole}") +
                When(policy.Condition is not null, $" if {policy.Condition}"));
        }

        return text.ToString();

        void Line(string line) => text.Append("  ").AppendLine(line);
    }

    public static string Of(Question question) =>
        $"may {question.Subject} {question.Action} {question.Resource} at {question.Now}?" +
        When(question.SentOfSubject.Count > 0, $" subject sent {Values(question.SentOfSubject)}") +
        When(question.SentOfResource.Count > 0, $" resource sent {Values(question.SentOfResource)}") +
        When(question.Context.Count > 0, $" context {Values(question.Context)}") + When(question.TrustsSent, " trusted");

    private static string Values(IReadOnlyDictionary<string, object> values) =>
        "{" + string.Join(", ", values.Select(static pair => $"{pair.Key}: {pair.Value}")) + "}";

    private static string Until(int? end) => end is null ? "" : $", ends at {end}";

    private static string When(bool condition, string text) => condition ? text : "";
}
