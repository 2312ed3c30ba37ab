using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Velro.AuthApi.Audit.Spool;
using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Data.Decisions;

namespace Velro.AuthApi.Audit;

/// <summary>
/// Takes the decisions that are to be recorded (DESIGN.md section 7): all denials, all that were asked to be explained, and a sample of the
/// rest. It never waits: what finds no room is counted as lost.
/// </summary>
internal sealed class DecisionRecorder(IOptions<DecisionRecordOptions> options, DecisionMetrics metrics, CrashLedger ledger)
{
    private readonly double _permitSampleRate = options.Value.PermitSampleRate;
    private readonly int _maximumSentBytes = options.Value.MaximumSentBytes;

    private readonly Channel<DecisionRecord> _channel = Channel.CreateBounded<DecisionRecord>(
        new BoundedChannelOptions(options.Value.Capacity) { SingleReader = true });

    /// <summary>What waits to be written.</summary>
    public ChannelReader<DecisionRecord> Waiting => _channel.Reader;

    /// <summary>Takes no more, so that a reader comes to an end.</summary>
    public void Complete() => _channel.Writer.TryComplete();

    /// <summary>Counts a decision on a check, and takes it if it is one to be recorded.</summary>
    public void Record(Caller caller, EvaluationBody body, in Decision decision, DateTimeOffset evaluatedAt)
    {
        if (!Count(decision)) return;
        TryTake(RecordOf(caller, new Asked(body.Subject, body.Action, body.Resource, evaluatedAt), CountedOf(body, caller, evaluatedAt), decision));
    }

    /// <summary>Counts a decision on a check.</summary>
    /// <returns>Whether it is one to be recorded: of permits, a sample.</returns>
    public bool Count(in Decision decision)
    {
        metrics.WasDecided(decision);
        return !decision.IsPermitted || decision.Explanation is not null || IsSampled();
    }

    /// <summary>Takes a decision about a question without properties, whatever became of it.</summary>
    public void Record(Caller caller, CheckRequest question, in Decision decision) => TryTake(RecordOf(
        caller,
        new Asked(question.Subject, question.Action, question.Resource, question.Now),
        SentMembers.Empty with { Context = question.Context },
        decision));

    /// <summary>Takes a record. False: there was no room, and it is counted as lost.</summary>
    internal bool TryTake(DecisionRecord record)
    {
        ledger.Take();
        if (_channel.Writer.TryWrite(record)) return true;
        ledger.Settle(1);
        metrics.WereLost(1, "full");
        return false;
    }

    private bool IsSampled() => _permitSampleRate > 0 && Random.Shared.NextDouble() < _permitSampleRate;

    private DecisionRecord RecordOf(Caller caller, in Asked asked, SentMembers sent, in Decision decision)
    {
        var isComplete = sent.ByteCount <= _maximumSentBytes;
        return new DecisionRecord
        {
            Id = Guid.CreateVersion7(asked.At),
            At = asked.At,
            KeyId = caller.CredentialId,
            UserId = caller.UserId,
            ActingFor = caller.ActingFor,
            Subject = asked.Subject,
            Action = asked.Action,
            Resource = asked.Resource,
            IsPermitted = decision.IsPermitted,
            Reason = DecisionReasonCodes.CodeOf(decision.Reason),
            Layer = decision.Layer,
            Policy = decision.Policy,
            IsExplained = decision.Explanation is not null,
            IsTrusted = caller.ActsAsAdministrator,
            Sent = isComplete ? sent.ToText() : null,
            IsComplete = isComplete,
        };
    }

    /// <summary>
    /// What was sent and could count: of core types only what a trusted caller says (RIGHTS.md B6, D3). The rest is nobody's business.
    /// </summary>
    private static SentMembers CountedOf(EvaluationBody body, Caller caller, DateTimeOffset evaluatedAt) => new(
        caller.ActsAsAdministrator || !EntityTypes.IsCore(body.Subject.Type) ? body.SubjectProperties : PropertyBag.Empty,
        body.ActionProperties,
        caller.ActsAsAdministrator || !EntityTypes.IsCore(body.Resource.Type) ? body.ResourceProperties : PropertyBag.Empty,
        body.ContextOf(caller, evaluatedAt));

    private readonly record struct Asked(EntityRef Subject, string Action, EntityRef Resource, DateTimeOffset At);
}
