using System.Net;
using Velro.Tests.Contract.Management;

namespace Velro.Tests.Contract.ServiceKeys;

/// <summary>Makes keys as a client would.</summary>
internal static class Keys
{
    public const string Path = "/v1/service-keys";

    public static async Task<Reply> MakeKeyAsync(this Person person, object request, params (string, string)[] headers) =>
        (await person.PostAsync(Path, request, headers)).Ok(HttpStatusCode.Created);

    public static Task<Reply> MakeKeyAsync(this Person person, params string[] scopes) => person.MakeKeyAsync(new { name = "K", scopes });

    public static string KeyOf(this Reply reply) => reply.Text("key")!;

    /// <summary>A read that has seen a write.</summary>
    public static Task<Reply> GetSinceAsync(this Person person, Reply write, string path = "/v1/me") =>
        person.GetAsync(path, ("Velro-At-Least", write.Revision!));
}
