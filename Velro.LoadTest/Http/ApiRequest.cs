using System.Text;

namespace Velro.LoadTest.Http;

/// <summary>A request to the API.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, or a whole address that the API gave.</param>
/// <param name="Who">Who sends it.</param>
/// <param name="Accepted">The statuses that are no error there.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path, Credential Who, params int[] Accepted)
{
    public const string Json = "application/json";
    public const string Form = "application/x-www-form-urlencoded";

    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = Json;

    public string? IfMatch { get; init; }

    /// <summary>The revision that a read must see.</summary>
    public string? AtLeast { get; init; }

    public static ApiRequest Get(string path, Credential who, params int[] accepted) => new(HttpMethod.Get, path, who, accepted);

    public static ApiRequest Delete(string path, Credential who) => new(HttpMethod.Delete, path, who, 204);

    public static ApiRequest Post(string path, Credential who, string json, params int[] accepted) =>
        new(HttpMethod.Post, path, who, accepted) { Body = Encoding.UTF8.GetBytes(json) };

    public static ApiRequest Put(string path, Credential who, string json) =>
        new(HttpMethod.Put, path, who, 200, 201) { Body = Encoding.UTF8.GetBytes(json) };
}
