using System.Text;
using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Authorization.Roles;
using Velro.Data.Views;
using Velro.Tests.Integration.Caching;

namespace Velro.Tests.Integration.Views;

/// <summary>
/// A small world of teams, members, projects and grants that several writers change, in transactions that stay open over each other's, are
/// committed late or rolled back, while a warmer computes now this much and now that.
/// </summary>
internal sealed class ViewWorld(NpgsqlDataSource database, int seed) : IAsyncDisposable
{
    private const int Teams = 9;
    private const int Users = 4;
    private const int Projects = 4;

    private static readonly string[] Roles = ["viewer", "contributor", "editor", "admin", "owner"];

    private readonly Random _random = new(seed);
    private readonly NpgsqlConnection?[] _writers = new NpgsqlConnection?[3];
    private readonly StringBuilder _told = new();

    public NpgsqlDataSource Database => database;

    public int Seed => seed;

    /// <summary>What was done so far, for the message of a test that fails.</summary>
    public string Told => _told.ToString();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task CreateAsync() => database.RunAsync(
        $"""
        insert into users (id) select 'u' || n from generate_series(0, {Users - 1}) n;
        insert into teams (id, parent_id, name)
            select 't' || n, case when n > 0 then 't' || (n - 1) / 2 end, 'T' from generate_series(0, {Teams - 1}) n;
        insert into projects (id, owner_id, name) select 'p' || n, 'u0', 'P' from generate_series(0, {Projects - 1}) n;
        insert into project_grants (project_id, team_id, role)
            select 'p' || n % {Projects}, 't' || n, 'editor' from generate_series(1, {Teams - 1}) n;
        insert into generations (id, owner_id, project_id, parent_id, inheritance, kind)
            select 'g' || n, 'u0', 'p' || n, case when n > 0 then 'g' || (n - 1) end, 'role', 'image' from generate_series(0, {Projects - 1}) n;
        insert into generation_grants (generation_id, team_id, role) select 'g' || n, 't' || (n + 4), 'viewer' from generate_series(0, 2) n;
        """);

    /// <summary>One write, beginning, end or computation.</summary>
    public async Task StepAsync()
    {
        switch (_random.Next(10))
        {
            case < 4:
                await WriteAsync(_random.Next(_writers.Length));
                break;
            case < 6:
                await EndAsync(_random.Next(_writers.Length), isKept: _random.Next(4) > 0);
                break;
            case < 7:
                await EndAsync(0, isKept: true);
                await WriteAsync(0);
                await EndAsync(0, isKept: true);
                break;
            default:
                await ComputeAsync();
                break;
        }
    }

    /// <summary>Ends all transactions.</summary>
    public async Task FinishAsync()
    {
        for (var writer = 0; writer < _writers.Length; writer++) await EndAsync(writer, isKept: true);
    }

    public ContextKey[] DrawKeys() =>
    [
        .. new[]
        {
            ContextKey.Project($"p{_random.Next(Projects)}"), ContextKey.Project($"p{_random.Next(Projects)}"), ContextKey.Project("none"),
            ContextKey.Generation($"g{_random.Next(Projects)}"), ContextKey.Team($"t{_random.Next(Teams)}"), ContextKey.Team("none"),
            ContextKey.User(DrawUser()),
        }.Distinct().Where(_ => _random.Next(2) == 0),
    ];

    public string DrawUser() => $"u{_random.Next(Users)}";

    public Role DrawRole() => RoleNames.TryParse(Roles[_random.Next(Roles.Length)], out var role) ? role : Role.Viewer;

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers)
        {
            if (writer is not null) await writer.DisposeAsync();
        }
    }

    private async Task WriteAsync(int writer)
    {
        if (_writers[writer] is not { } connection)
        {
            connection = _writers[writer] = await database.OpenConnectionAsync(Cancellation);
            // What another one holds is not waited for, as the one who holds it is this same test.
            await RunAsync(connection, $"begin isolation level {Pick("read committed", "serializable")}; set local lock_timeout = '5ms'");
        }

        var statement = DrawStatement();
        _told.Append(writer).Append(": ").AppendLine(statement);
        try
        {
            await RunAsync(connection, statement);
        }
        catch (PostgresException exception)
        {
            _told.Append("   ").AppendLine(exception.MessageText);
            await EndAsync(writer, isKept: false);
        }
    }

    private string DrawStatement() => _random.Next(8) switch
    {
        0 or 1 => $"update teams set parent_id = {Pick("null", $"'{Team()}'", $"'{Team()}'")} where id = '{Team()}'",
        2 =>
            $"""
            insert into project_grants (project_id, team_id, role) values ('p{_random.Next(Projects)}', '{Team()}', '{Pick("none", "editor")}')
            on conflict do nothing
            """,
        3 => $"delete from project_grants where team_id = '{Team()}'",
        4 => $"update project_grants set team_id = '{Team()}' where project_id = 'p{_random.Next(Projects)}' and team_id = '{Team()}'",
        5 =>
            $"""
            insert into team_members (user_id, team_id, role, expires_at) values
                ('{DrawUser()}', '{Team()}', '{Pick(Roles)}', {Pick("null", "now() - interval '1 hour'", "now() + interval '1 hour'")})
            on conflict (user_id, team_id) do update set role = excluded.role, expires_at = excluded.expires_at
            """,
        6 => $"delete from team_members where team_id = '{Team()}'",
        _ => $"insert into teams (id, parent_id, name) values ('n{_random.Next(1_000_000)}', '{Team()}', 'N')",
    };

    private async Task EndAsync(int writer, bool isKept)
    {
        if (_writers[writer] is not { } connection) return;
        _writers[writer] = null;
        _told.Append(writer).AppendLine(isKept ? ": commit" : ": rollback");
        try
        {
            await RunAsync(connection, isKept ? "commit" : "rollback");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.SerializationFailure)
        {
            _told.AppendLine("   was refused");
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    private async Task ComputeAsync()
    {
        await using var turn = await database.TakeTurnAsync();
        var upkeep = new RowUpkeep(turn);
        if (_random.Next(3) == 0)
        {
            var view = ViewNames.Maintained[_random.Next(3)];
            _told.Append("compared: ").AppendLine(view);
            var compared = await upkeep.CompareAsync(view, "", 100, Cancellation);
            Assert.True(compared.Drifted.Count == 0, $"Seed {seed}: {string.Join(' ', compared.Drifted)} drifted in {view}.\n{Told}");
            return;
        }

        var limit = 1 + _random.Next(60);
        var pass = await upkeep.PassAsync(limit, Cancellation);
        _told.Append("computed at most ").Append(limit).Append(": ").AppendLine(string.Join(' ', pass.Computed));
    }

    private string Team() => $"t{_random.Next(Teams)}";

    private string Pick(params string[] values) => values[_random.Next(values.Length)];

    private static async Task RunAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
