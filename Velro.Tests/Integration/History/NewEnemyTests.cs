using Velro.Caching.Evaluations;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Reference;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.History;

/// <summary>
/// The "new enemy": a member is removed, and then a secret is added to the project that only members see. In no state of the database was the
/// member allowed to see it; so no node may ever say so, whatever it heard of first.
/// </summary>
public sealed class NewEnemyTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int Projects = 8;

    private static readonly int Rounds = Settings.Rounds(60, 500);

    private readonly string?[] _secrets = new string?[Projects];
    private int _asked;
    private int _seenByMembers;
    private int _projectsSeen;

    [Fact]
    public async Task Who_was_removed_never_sees_what_was_added_after()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(
            """
            insert into users (id, is_administrator) values ('root', true);
            insert into users (id) values ('owner'), ('carol');
            insert into service_keys (id, owner_id, name, hash, scopes) values ('k.root', 'root', 'K', decode(repeat('00', 32), 'hex'), '{check}');
            """);
        for (var i = 0; i < Projects; i++)
        {
            await database.RunAsync(
                $"""
                insert into users (id) values ('bob{i}');
                insert into teams (id, name) values ('t{i}', 'T');
                insert into projects (id, owner_id, name, visibility) values ('p{i}', 'owner', 'P', 'team');
                insert into project_grants (project_id, team_id, role) values ('p{i}', 't{i}', 'viewer');
                insert into team_members (user_id, team_id, role) values ('carol', 't{i}', 'viewer'), ('bob{i}', 't{i}', 'viewer');
                """);
        }

        var shared = new DictionaryCache();
        await using var writers = new Nodes(database.ConnectionString, shared, count: 2);
        await using var others = new Nodes(database.ConnectionString, shared, count: 2);
        await writers.StartAsync();
        await others.StartAsync();

        using var done = new CancellationTokenSource();
        var asking = Enumerable.Range(0, 4).Select(i => Task.Run(() => AskAsync(i % 2 == 0 ? others : writers, new Random(i), done.Token))).ToArray();
        await Task.WhenAny([
            Task.WhenAll(Enumerable.Range(0, Projects).Select(project => Task.Run(() => WriteAsync(database, writers, others, project)))), .. asking]);
        await done.CancelAsync();
        await Task.WhenAll(asking);

        output.WriteLine($"{Projects * Rounds} secrets, {_asked} questions; members saw {_seenByMembers}.");
        Assert.True(_asked > Projects * Rounds && _seenByMembers > 20 && _projectsSeen > 20, $"{_asked} {_seenByMembers} {_projectsSeen}");
    }

    /// <summary>One node's writer removes the member, another's adds the secret.</summary>
    private async Task WriteAsync(Npgsql.NpgsqlDataSource database, Nodes writers, Nodes others, int project)
    {
        var random = new Random(project);
        for (var round = 0; round < Rounds; round++)
        {
            await database.RunAsync($"delete from team_members where user_id = 'bob{project}'");
            writers[0].Follower.Hint();
            var secret = $"s{project}.{round}";
            Volatile.Write(ref _secrets[project], secret);
            await database.RunAsync(
                $"insert into generations (id, owner_id, project_id, visibility, kind) values ('{secret}', 'owner', 'p{project}', 'inherit', 'image')");
            writers[1].Follower.Hint();
            await AskAsync(others.Any(random).Node, project, secret, Consistency.MinimizeLatency);

            await database.RunAsync($"delete from generations where id = '{secret}'");
            await database.RunAsync($"insert into team_members (user_id, team_id, role) values ('bob{project}', 't{project}', 'viewer')");
        }
    }

    private async Task AskAsync(Nodes nodes, Random random, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            var project = random.Next(Projects);
            if (Volatile.Read(ref _secrets[project]) is not { } secret)
            {
                await Task.Yield();
                continue;
            }

            var consistency = random.Next(20) == 0 ? Consistency.Full : Consistency.MinimizeLatency;
            await AskAsync(nodes.Any(random).Node, project, secret, consistency);
        }
    }

    private async Task AskAsync(Node node, int project, string secret, Consistency consistency)
    {
        var thing = new Thing("generation", secret);
        var asked = new Asked(
            new Credential("k.root", User: null),
            [
                new Question(new Thing("user", $"bob{project}"), "read", thing, Now: 0),
                new Question(new Thing("user", "carol"), "read", thing, Now: 0),
                new Question(new Thing("user", $"bob{project}"), "read", new Thing("project", $"p{project}"), Now: 0),
            ],
            Form.SlowChecks);
        var evaluated = await node.AskAsync(asked, consistency);
        Assert.False(evaluated.Answer[0].Answer!.IsPermitted, $"bob{project} was let in on {secret} at {evaluated.Revision.Snapshot}.");
        Interlocked.Increment(ref _asked);
        if (evaluated.Answer[1].Answer!.IsPermitted) Interlocked.Increment(ref _seenByMembers);
        if (evaluated.Answer[2].Answer!.IsPermitted) Interlocked.Increment(ref _projectsSeen);
    }
}
