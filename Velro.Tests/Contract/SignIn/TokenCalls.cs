using Velro.Tests.Contract.Management;

namespace Velro.Tests.Contract.SignIn;

/// <summary>Calls of <c>/connect</c>, as a client makes them.</summary>
internal static class TokenCalls
{
    /// <summary>Posts a form.</summary>
    public static async Task<Reply> ConnectAsync(this HttpClient client, string endpoint, params IEnumerable<(string Name, string Value)> fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await client.PostAsync(new Uri($"/connect/{endpoint}", UriKind.Relative), form, TestContext.Current.CancellationToken);
        return await Reply.OfAsync(response);
    }
}
