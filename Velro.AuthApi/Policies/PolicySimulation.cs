using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Policies;
using Velro.Data.Decisions;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Policies;

/// <summary>
/// What would be decided if other policies were stored, on the roles and properties of now; nothing is changed. The caller is told as much of
/// each decision as of a check (RIGHTS.md D1).
/// </summary>
internal sealed class PolicySimulation(StoreTransaction transaction, Caller caller, PolicySet supposed)
{
    private readonly PolicySetContext _supposed = new(supposed);

    /// <summary>Decides each case both ways.</summary>
    public async Task<List<SimulatedCase>> CasesAsync(IReadOnlyList<PolicyCase> cases)
    {
        var results = new List<SimulatedCase>(cases.Count);
        foreach (var (before, after) in await BothWaysAsync([.. cases.Select(QuestionOf)]))
        {
            results.Add(new SimulatedCase(
                Told(before), Told(after), before.IsPermitted != after.IsPermitted));
        }

        return results;
    }

    /// <summary>
    /// Asks what was asked in the newest decision records again, each question once. Records are a sample: all denials, and a share of the
    /// permits.
    /// </summary>
    public async Task<RecentDecisions> RecentAsync(int count)
    {
        var records = (await DecisionRecordTable.NewestAsync(transaction, count)).DistinctBy(static record => new
        {
            record.Subject,
            record.Action,
            record.Resource,
            record.IsTrusted,
            record.Sent,
        }).ToArray();
        var decisions = await BothWaysAsync([.. records.Select(QuestionOf)]);
        var changed = records.Zip(decisions)
            .Where(static pair => pair.Second.Before.IsPermitted != pair.Second.After.IsPermitted)
            .Select(pair => new ChangedDecision(
                pair.First.At.UtcDateTime,
                pair.First.Subject,
                pair.First.Action,
                pair.First.Resource,
                pair.First.IsPermitted,
                Told(pair.Second.Before),
                Told(pair.Second.After)));
        return new RecentDecisions(records.Length, [.. changed]);
    }

    private async Task<List<(Decision Before, Decision After)>> BothWaysAsync(IReadOnlyList<CheckRequest> questions)
    {
        var before = await transaction.DecideAllAsync(questions);
        var both = new List<(Decision, Decision)>(questions.Count);
        for (var i = 0; i < questions.Count; i++)
            both.Add((before[i], await transaction.DecideSupposingAsync(questions[i], ContextKey.PolicySet, _supposed)));
        return both;
    }

    private CheckRequest QuestionOf(PolicyCase one) => new()
    {
        Subject = one.Subject,
        SubjectProperties = one.SubjectProperties,
        Action = one.Action,
        ActionProperties = one.ActionProperties,
        Resource = one.Resource,
        ResourceProperties = one.ResourceProperties,
        Context = one.Context,
        Now = transaction.Now,
        TrustsSentProperties = true,
    };

    private CheckRequest QuestionOf(DecisionRecord record)
    {
        var sent = SentMembers.Parse(record.Sent);
        return new CheckRequest
        {
            Subject = record.Subject,
            SubjectProperties = sent.Subject,
            Action = record.Action,
            ActionProperties = sent.Action,
            Resource = record.Resource,
            ResourceProperties = sent.Resource,
            Context = sent.Context,
            Now = transaction.Now,
            TrustsSentProperties = record.IsTrusted,
        };
    }

    private SimulatedDecision Told(in Decision decision) => SimulatedDecision.Of(decision.ToldTo(caller));
}
