using System.Text.Json;
using Velro.LoadTest.Http;

namespace Velro.LoadTest.World;

/// <summary>
/// Keeps a world, so that a second run need not make it again: hashing ten thousand passwords takes minutes. It has a service key, a password
/// and tokens in it: only its owner may read it.
/// </summary>
internal static class WorldFile
{
    /// <summary>Reads a world; null: there is none that fits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="address">The API that it must be of.</param>
    /// <param name="people">How many people it must have.</param>
    /// <param name="signedIn">How many of them sign in.</param>
    public static LoadWorld? Read(string path, Uri address, int people, int signedIn)
    {
        if (!File.Exists(path) || JsonSerializer.Deserialize<Document>(File.ReadAllBytes(path)) is not { } document) return null;
        if (document.Address != address.ToString() || document.People.Length != people) return null;
        if (document.People.Count(static person => person.Email is not null) != signedIn) return null;
        return new LoadWorld
        {
            Shape = new WorldShape(people),
            ServiceKey = document.ServiceKey,
            Password = document.Password,
            Teams = document.Teams,
            People = [.. document.People.Select((stored, number) => ToPerson(stored, number, document.ServiceKey))],
        };
    }

    /// <summary>Writes a world, whole or not at all.</summary>
    public static void Write(string path, Uri address, LoadWorld world)
    {
        var document = new Document(
            address.ToString(), world.ServiceKey, world.Password, world.Teams,
            [
                .. world.People.Select(static person => new StoredPerson(
                    person.Id, person.Email, person.ProjectId, person.GenerationId, person.AccessToken, person.RefreshToken, person.ExpiresAt)),
            ]);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var draft = $"{path}.{Environment.ProcessId}";
        using (var file = new FileStream(draft, options)) JsonSerializer.Serialize(file, document);
        File.Move(draft, path, overwrite: true);
    }

    private static Person ToPerson(StoredPerson stored, int number, string serviceKey)
    {
        var person = new Person(number, stored.Id, stored.Email, new Credential(serviceKey, stored.Id))
        {
            ProjectId = stored.ProjectId,
            GenerationId = stored.GenerationId,
        };
        if (stored.AccessToken is { } token) person.Take(token, stored.RefreshToken, DateTimeOffset.UtcNow, stored.ExpiresAt);
        return person;
    }

    private sealed record Document(string Address, string ServiceKey, string Password, LoadTeam[] Teams, StoredPerson[] People);

    private sealed record StoredPerson(
        string Id, string? Email, string ProjectId, string GenerationId, string? AccessToken, string? RefreshToken, DateTimeOffset ExpiresAt);
}
