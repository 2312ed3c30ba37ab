using Npgsql;
using Velro.Tests.Integration.Caching;

namespace Velro.Tests.Integration.History;

/// <summary>
/// What there is to write and to ask about: few names, so that writers and readers meet. Ids are never used again, so a thing that is
/// deleted makes room for another one, whose name is known before it is there: questions come too early as well as too late.
/// </summary>
internal sealed class Names
{
    /// <summary>The administrator whose keys most questions are asked with.</summary>
    public const string Root = "root";

    private int _last;

    public string[] Users { get; } = [.. Enumerable.Range(0, 6).Select(static i => $"u{i}")];

    public string[] Teams { get; } = [.. Enumerable.Range(0, 5).Select(static i => $"t{i}")];

    public string[] Projects { get; } = [.. Enumerable.Range(0, 4).Select(static i => $"p{i}")];

    public string[] Generations { get; } = [.. Enumerable.Range(0, 8).Select(static i => $"g{i}")];

    /// <summary>Keys: two of the administrator, of which one is revoked now and then, and one of each of the first users.</summary>
    public string[] Keys { get; } = ["k.root", "k.other", "k.u0", "k.u1"];

    /// <summary>Sessions, whose ids say whose they are.</summary>
    public string[] Sessions { get; } = ["s.root.1", "s.root.2", "s.root.3", "s.u0.1", "s.u1.1", "s.u2.1"];

    public static string OwnerOf(string session) => session.Split('.')[1];

    public static string Any(Random random, string[] names) => Volatile.Read(ref names[random.Next(names.Length)]);

    /// <summary>Puts a new name in the place of one.</summary>
    public (string Old, string New) Replace(Random random, string[] names)
    {
        var place = random.Next(names.Length);
        var name = $"{names[place][0]}{Interlocked.Increment(ref _last) + 100}";
        return (Interlocked.Exchange(ref names[place], name), name);
    }

    /// <summary>Puts a new session of somebody in the place of one.</summary>
    public (string Old, string New) ReplaceSession(Random random, string owner)
    {
        var place = random.Next(Sessions.Length);
        var name = $"s.{owner}.{Interlocked.Increment(ref _last) + 100}";
        return (Interlocked.Exchange(ref Sessions[place], name), name);
    }

    /// <summary>Takes a replacement back, which did not happen.</summary>
    public void TakeBack(string old, string @new)
    {
        foreach (var names in new[] { Users, Teams, Projects, Generations, Sessions })
        {
            for (var i = 0; i < names.Length; i++) Interlocked.CompareExchange(ref names[i], old, @new);
        }
    }

    /// <summary>Makes the world which the writers then change.</summary>
    public async Task CreateAsync(NpgsqlDataSource database)
    {
        await database.RunAsync(
            $"""
            insert into users (id, is_administrator) values ('{Root}', true);
            insert into users (id) select * from unnest(array['{string.Join("','", Users)}']);
            insert into teams (id, name) select id, 'T' from unnest(array['{string.Join("','", Teams)}']) id;
            insert into projects (id, owner_id, name)
            select id, 'u' || mod(n, 6), 'P' from unnest(array['{string.Join("','", Projects)}']) with ordinality as t(id, n);
            insert into generations (id, owner_id, project_id, kind)
            select id, 'u' || mod(n, 6), 'p' || mod(n, 4), 'image'
            from unnest(array['{string.Join("','", Generations)}']) with ordinality as t(id, n);
            insert into service_keys (id, owner_id, name, hash, scopes)
            select id, case when id like 'k.u%' then substr(id, 3) else '{Root}' end, 'K', decode(repeat('00', 32), 'hex'), array['check']
            from unnest(array['{string.Join("','", Keys)}']) id;
            insert into sessions (id, user_id, client_id, is_interactive)
            select id, split_part(id, '.', 2), 'web', id like 's.u%' from unnest(array['{string.Join("','", Sessions)}']) id;
            """);
        var writes = new RandomWrites(this, new Random(1));
        for (var i = 0; i < 60; i++)
        {
            try
            {
                await database.RunAsync(writes.Next());
                writes.Keep();
            }
            catch (PostgresException)
            {
                writes.TakeBack();
                // A circle of teams, say: there is no such world.
            }
        }
    }
}
