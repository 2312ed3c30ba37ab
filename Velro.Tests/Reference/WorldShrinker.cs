namespace Velro.Tests.Reference;

/// <summary>Makes a world and a question smaller for as long as something about them stays true: what is left is what matters.</summary>
internal static class WorldShrinker
{
    public static (Rows Rows, Question Question) Shrink(Rows rows, Question question, Func<Rows, Question, bool> stays)
    {
        while (Simpler(rows, question).FirstOrDefault(simpler => stays(simpler.Rows, simpler.Question)) is { Rows: not null } smaller)
            (rows, question) = smaller;
        return (rows, question);
    }

    /// <summary>The same, of worlds that a store takes: <paramref name="fit"/> leaves out what it would refuse.</summary>
    public static async Task<(Rows Rows, Question Question)> ShrinkAsync(
        Rows rows, Question question, Func<Rows, Rows> fit, Func<Rows, Question, Task<bool>> stays)
    {
        while (await FindAsync() is { } smaller) (rows, question) = smaller;
        return (rows, question);

        async Task<(Rows, Question)?> FindAsync()
        {
            foreach (var simpler in Simpler(rows, question))
            {
                var fitting = fit(simpler.Rows);
                if (await stays(fitting, simpler.Question)) return (fitting, simpler.Question);
            }

            return null;
        }
    }

    private static IEnumerable<(Rows Rows, Question Question)> Simpler(Rows rows, Question question)
    {
        foreach (var simpler in Simpler(rows)) yield return (simpler, question);

        var nothing = new Dictionary<string, object>();
        if (question.SentOfSubject.Count > 0) yield return (rows, question with { SentOfSubject = nothing });
        if (question.SentOfResource.Count > 0) yield return (rows, question with { SentOfResource = nothing });
        if (question.Context.Count > 0) yield return (rows, question with { Context = nothing });
        if (question.TrustsSent) yield return (rows, question with { TrustsSent = false });
    }

    private static IEnumerable<Rows> Simpler(Rows rows)
    {
        foreach (var list in Variants(rows.Policies, static row => Plain(row with { Condition = null }, row with { SubjectTypes = null })))
            yield return rows with { Policies = list };
        foreach (var list in Variants(rows.Properties)) yield return rows with { Properties = list };
        foreach (var list in Variants(rows.Blocks)) yield return rows with { Blocks = list };
        foreach (var list in Variants(rows.Emergencies)) yield return rows with { Emergencies = list };
        foreach (var list in Variants(rows.Grants, static row => Plain(row with { EndsAt = null })))
            yield return rows with { Grants = list };
        foreach (var list in Variants(rows.Memberships, static row => Plain(row with { EndsAt = null })))
            yield return rows with { Memberships = list };
        foreach (var list in Variants(
            rows.Generations,
            static row => Plain(
                row with { Parent = null }, row with { Project = null }, row with { Inheritance = "none" },
                row with { Visibility = "private" }, row with { IsLocked = false })))
            yield return rows with { Generations = list };
        foreach (var list in Variants(rows.Projects, static row => Plain(row with { Visibility = "private" })))
            yield return rows with { Projects = list };
        foreach (var list in Variants(rows.Teams, static row => Plain(row with { Parent = null }, row with { IsSuspended = false })))
            yield return rows with { Teams = list };
        foreach (var list in Variants(rows.Users, static row => Plain(row with { State = "active" })))
            yield return rows with { Users = list };
    }

    private static TRow[] Plain<TRow>(params TRow[] rows) => rows;

    /// <summary>The list without each of its rows, and with each row in its plainer forms.</summary>
    private static IEnumerable<IReadOnlyList<TRow>> Variants<TRow>(IReadOnlyList<TRow> rows, Func<TRow, TRow[]>? plainer = null)
    {
        for (var i = 0; i < rows.Count; i++) yield return [.. rows.Take(i), .. rows.Skip(i + 1)];
        if (plainer is null) yield break;

        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var row in plainer(rows[i]))
            {
                if (!row!.Equals(rows[i])) yield return [.. rows.Take(i), row, .. rows.Skip(i + 1)];
            }
        }
    }
}
