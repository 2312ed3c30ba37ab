using System.Runtime.CompilerServices;
using Npgsql;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Data.Contexts;
using Velro.Data.Feed;
using Velro.Data.Tracing;

namespace Velro.Data.Transactions;

/// <summary>
/// One transaction of the <see cref="Store"/>: the state of the database that it sees, the questions it answers from that state, and the
/// statements that it runs. What it has read of contexts stays as it was read, also after the transaction's own writes: ask first, then
/// write.
/// </summary>
public sealed partial class StoreTransaction
{
    /// <summary>The deepest question that the rules know needs far fewer rounds.</summary>
    private const int MaximumRounds = 128;

    private const string OpenRead = $"/* velro:transaction.read */ set transaction read only; /* velro:transaction.read */ {FeedQuery.Head}";

    /// <summary>Takes the transaction's id together with its snapshot, so that few or no other ids lie between the two.</summary>
    private const string OpenWrite = $"/* velro:transaction.write */ select head.*, pg_current_xact_id() from ({FeedQuery.Head}) as head";

    private readonly NpgsqlConnection _connection;
    private readonly CancellationToken _cancellation;
    private LoadedContexts _contexts = new();

    private StoreTransaction(NpgsqlConnection connection, CancellationToken cancellation) =>
        (_connection, _cancellation) = (connection, cancellation);

    private delegate bool Attempt<TAnswer>(out TAnswer answer);

    /// <summary>The instant that expiries are compared with: the database's clock, which was read after the request arrived.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The run of the server.</summary>
    public required ServerIncarnation Incarnation { get; init; }

    /// <summary>What the transaction sees; of a write, also what it will have written when it commits.</summary>
    public required PostgresSnapshot Snapshot { get; init; }

    /// <summary>What the transaction has told of its changes so far; null: nothing, or it is read-only.</summary>
    public async Task<WriteTrace?> FindTraceAsync()
    {
        var traces = await QueryAsync(
            "/* velro:transaction.trace */ select xid, nonce from public.changes where xid = pg_current_xact_id_if_assigned() limit 1",
            static reader => new WriteTrace(reader.GetFieldValue<ulong>(0), unchecked((ulong)reader.GetInt64(1))));
        return traces.Count == 0 ? null : traces[0];
    }

    /// <summary>Whether what a write left behind is seen here.</summary>
    public Task<bool> SeesAsync(WriteTrace trace) => trace.IsKeptAsync(_connection, _cancellation);

    /// <summary>Who presents this credential; null: nobody who may call.</summary>
    public Task<Caller?> IdentifyAsync(PresentedCredential presented) => AnswerAsync(
        (out Caller? caller) => CallerRules.TryIdentify(presented, ref _contexts, Now, out caller));

    /// <summary>The context of <paramref name="key"/>; null: no such entity exists.</summary>
    public Task<TContext?> FindAsync<TContext>(ContextKey key) where TContext : Context => AnswerAsync(
        (out TContext? context) => _contexts.TryFind(key, out context));

    /// <summary>Reads contexts that are about to be looked for, in one round trip.</summary>
    public Task LoadAsync(IReadOnlyCollection<ContextKey> keys) => AnswerAsync((out bool areKnown) =>
    {
        areKnown = true;
        foreach (var key in keys) areKnown &= _contexts.TryFind<Context>(key, out _);
        return areKnown;
    });

    /// <summary>Asks the engine.</summary>
    public async Task<Decision> DecideAsync(CheckRequest request)
    {
        using var span = Spans.Begin(DataTracing.Source, "velro.engine");
        var decision = await AnswerAsync((out Decision decided) => DecisionEngine.TryDecide(request, ref _contexts, out decided));
        span?.SetDecision(decision);
        return decision;
    }

    /// <summary>Asks the engine what it would answer if the context of <paramref name="key"/> were <paramref name="supposed"/>.</summary>
    public Task<Decision> DecideSupposingAsync(CheckRequest request, ContextKey key, Context supposed)
    {
        var contexts = new SupposedContexts(_contexts, key, supposed);
        return AnswerAsync((out Decision decision) => DecisionEngine.TryDecide(request, ref contexts, out decision));
    }

    /// <summary>Asks the engine several questions, whose contexts are loaded together.</summary>
    public Task<Decision[]> DecideAllAsync(IReadOnlyList<CheckRequest> requests) => AnswerAsync((out Decision[] decisions) =>
    {
        decisions = new Decision[requests.Count];
        var isComplete = true;
        for (var i = 0; i < requests.Count; i++) isComplete &= DecisionEngine.TryDecide(requests[i], ref _contexts, out decisions[i]);
        return isComplete;
    });

    /// <summary>Reads what the transaction sees. Null: the server has no marker since its last crash.</summary>
    internal static async Task<StoreTransaction?> OpenAsync(
        NpgsqlConnection connection, bool isWrite, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(isWrite ? OpenWrite : OpenRead, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);

        var rows = new FeedRows();
        rows.Add(reader);
        if (rows.Answer is not { } feed) return null;

        return new StoreTransaction(connection, cancellation)
        {
            Now = feed.DatabaseTime,
            Incarnation = feed.Incarnation,
            Snapshot = isWrite ? feed.Snapshot.With(reader.GetFieldValue<ulong>(FeedQuery.HeadColumns)) : feed.Snapshot,
        };
    }

    private async Task<TAnswer> AnswerAsync<TAnswer>(Attempt<TAnswer> attempt, [CallerMemberName] string question = "")
    {
        for (var round = 0; round < MaximumRounds; round++)
        {
            if (attempt(out var answer)) return answer;
            await LoadMissingAsync();
        }

        throw new InvalidOperationException($"{question} was not answered in {MaximumRounds} rounds.");
    }

    private async Task LoadMissingAsync()
    {
        var statements = new ContextStatements(_contexts.Missing, areViewsRead: false);
        await using var batch = new NpgsqlBatch(_connection);
        statements.AddTo(batch.BatchCommands);
        await batch.PrepareAsync(_cancellation);
        await using var reader = await batch.ExecuteReaderAsync(_cancellation);
        _contexts.Add(await statements.ReadAsync(reader, _cancellation));
    }
}
