using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using Velro.Tests.Integration.Caching;

namespace Velro.Tests.Reference;

/// <summary>
/// Rows in a database. Ids are never used again there, so each world has names of its own; of the world before it nothing stays but users
/// that are deleted. Instants are moved, so that the world's now is the clock's: a unit is ten minutes, and what ends just now has ended.
/// </summary>
internal sealed class StoredWorld
{
    /// <summary>The user that every database has, whose name is not changed.</summary>
    public const string Administrator = "admin";

    private static readonly TimeSpan Unit = TimeSpan.FromMinutes(10);

    private readonly string _prefix;
    private readonly int _now;
    private readonly DateTimeOffset _start = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
    private readonly StringBuilder _sql = new(
        """
        delete from policies; delete from entities; delete from emergency_access;
        delete from generations; delete from projects; delete from teams;
        update users set state = 'deleted' where id <> 'admin' and state <> 'deleted';

        """);

    private StoredWorld(int number, int now) => (_prefix, _now) = ($"w{number}.", now);

    /// <summary>Stores rows in the place of those that were there.</summary>
    /// <param name="database">Where.</param>
    /// <param name="rows">What the schema does not refuse; see <see cref="StorableRows"/>.</param>
    /// <param name="number">Another one for each world in one database.</param>
    /// <param name="now">The instant of the rows that is now.</param>
    public static async Task<StoredWorld> StoreAsync(NpgsqlDataSource database, Rows rows, int number, int now)
    {
        var world = new StoredWorld(number, now);
        world.Write(rows);
        await database.RunAsync(world._sql.ToString());
        return world;
    }

    /// <summary>The thing by its name in the database.</summary>
    public Thing Stored(Thing thing) => thing with { Id = IdOf(thing.Id) };

    /// <summary>What something in the database is called in the rows.</summary>
    public string NameOf(string storedId) => storedId.StartsWith(_prefix, StringComparison.Ordinal) ? storedId[_prefix.Length..] : storedId;

    private void Write(Rows rows)
    {
        foreach (var row in rows.Users) Add($"insert into users (id, state) values ({Id(row.Id)}, '{row.State}')");
        foreach (var row in rows.Teams) Add($"insert into teams (id, name, is_suspended) values ({Id(row.Id)}, 'T', {row.IsSuspended})");
        foreach (var row in rows.Teams.Where(static row => row.Parent is not null))
            Add($"update teams set parent_id = {Id(row.Parent)} where id = {Id(row.Id)}");
        foreach (var row in rows.Projects)
            Add($"insert into projects (id, owner_id, name, visibility) values ({Id(row.Id)}, {Id(row.Owner)}, 'P', '{row.Visibility}')");
        foreach (var row in rows.Generations)
        {
            Add("insert into generations (id, owner_id, project_id, inheritance, visibility, is_locked, kind) values " +
                $"({Id(row.Id)}, {Id(row.Owner)}, {Id(row.Project)}, '{row.Inheritance}', '{row.Visibility}', {row.IsLocked}, 'image')");
        }

        foreach (var row in rows.Generations.Where(static row => row.Parent is not null))
            Add($"update generations set parent_id = {Id(row.Parent)} where id = {Id(row.Id)}");
        WriteRights(rows);
        WriteAttributes(rows);
    }

    private void WriteRights(Rows rows)
    {
        foreach (var row in rows.Memberships)
        {
            Add("insert into team_members (user_id, team_id, role, expires_at) values " +
                $"({Id(row.User)}, {Id(row.Team)}, '{row.Role}', {End(row.EndsAt)})");
        }

        foreach (var row in rows.Grants)
        {
            Add($"insert into {row.On.Type}_grants ({row.On.Type}_id, {row.To.Type}_id, role, expires_at) values " +
                $"({Id(row.On.Id)}, {Id(row.To.Id)}, '{row.Role}', {End(row.EndsAt)})");
        }

        foreach (var row in rows.Blocks)
            Add($"insert into {row.On.Type}_blocks ({row.On.Type}_id, user_id) values ({Id(row.On.Id)}, {Id(row.User)})");
        for (var i = 0; i < rows.Emergencies.Count; i++)
        {
            var row = rows.Emergencies[i];
            Add($"insert into emergency_access (id, user_id, {row.On.Type}_id, role, reason, granted_by, granted_at, expires_at) values " +
                $"({Id($"e{i}")}, {Id(row.User)}, {Id(row.On.Id)}, '{row.Role}', 'The lights went out', '{Administrator}', " +
                $"{End(row.EndsAt)}::timestamptz - interval '1 hour', {End(row.EndsAt)})");
        }
    }

    private void WriteAttributes(Rows rows)
    {
        foreach (var row in rows.Properties)
        {
            Add("insert into entities (type, id, properties) values " +
                $"('{row.Of.Type}', {Id(row.Of.Id)}, {Text(JsonSerializer.Serialize(row.Values))})");
        }

        foreach (var row in rows.Policies)
        {
            var document = EngineWorld.SourceOf(row, row.Condition is { } condition ? TextOf(condition) : null).Document;
            Add($"insert into policies (name, document) values ({Text(row.Name)}, {Text(document)})");
        }
    }

    /// <summary>The condition with the names and instants of the database.</summary>
    private string TextOf(Condition condition) => condition switch
    {
        SubjectIs subject => new SubjectIs(IdOf(subject.Id)).Text,
        Before before => $"now < timestamp(\"{Instant(before.At)}\")",
        Not not => $"!({TextOf(not.Inner)})",
        Both both => $"({TextOf(both.First)}) && ({TextOf(both.Second)})",
        Either either => $"({TextOf(either.First)}) || ({TextOf(either.Second)})",
        _ => condition.Text,
    };

    private void Add(string statement) => _sql.Append(statement).AppendLine(";");

    private string IdOf(string id) => id == Administrator || id == Thing.Anonymous.Id ? id : _prefix + id;

    private string Id(string? id) => id is null ? "null" : Text(IdOf(id));

    private string End(int? end) => end is { } at ? Text(Instant(at)) : "null";

    private string Instant(int at) => (_start + ((at - _now) * Unit)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
