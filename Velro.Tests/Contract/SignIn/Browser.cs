using System.Net;
using System.Text.RegularExpressions;

namespace Velro.Tests.Contract.SignIn;

/// <summary>A browser without a window: keeps cookies, follows redirects within the server, fills in forms.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _client;

    public Browser(Uri server)
    {
        var handler = new HttpClientHandler { CookieContainer = _cookies, AllowAutoRedirect = false };
        _client = new HttpClient(handler) { BaseAddress = server };
    }

    /// <summary>Where it stands: a path of the server, or where the server sent it away to.</summary>
    public Uri At { get; private set; } = new("about:blank");

    public string Page { get; private set; } = "";

    public HttpStatusCode Status { get; private set; }

    public string Heading => WebUtility.HtmlDecode(Headings().Match(Page).Groups[1].Value);

    /// <summary>What the page says is wrong; null: nothing.</summary>
    public string? Error => Errors().Match(Page) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    /// <summary>What the page shows as codes: a key, recovery codes.</summary>
    public string[] Codes => [.. CodeElements().Matches(Page).Select(static match => WebUtility.HtmlDecode(match.Groups[1].Value))];

    public Task OpenAsync(string address) => FollowAsync(new HttpRequestMessage(HttpMethod.Get, address));

    /// <summary>Sends the form of the page that has a field, or of which the action has a handler.</summary>
    public Task SubmitAsync(string marker, params (string Name, string Value)[] entered)
    {
        var form = Forms().Matches(Page).Select(static match => match.Value).First(text => text.Contains(marker, StringComparison.Ordinal));
        var action = Actions().Match(form) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : At.PathAndQuery;
        var fields = Inputs().Matches(form)
            .Where(static input => input.Groups["type"].Value == "hidden" || input.Value.Contains("value=", StringComparison.Ordinal))
            .Where(static input => input.Groups["name"].Success)
            .ToDictionary(static input => input.Groups["name"].Value, static input => WebUtility.HtmlDecode(input.Groups["value"].Value));
        foreach (var (name, value) in entered) fields[name] = value;
        return FollowAsync(new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(fields) });
    }

    /// <summary>The cookies, as another browser could have them that stole them.</summary>
    public CookieCollection Cookies => [.. _cookies.GetAllCookies().Select(static cookie => new Cookie(cookie.Name, cookie.Value, cookie.Path, cookie.Domain))];

    /// <summary>Takes page and cookies of another browser.</summary>
    public void Take(string page, CookieCollection cookies)
    {
        (Page, At) = (page, new Uri(_client.BaseAddress!, "/account/sign-in"));
        _cookies.Add(cookies);
    }

    public string FieldOf(string name) => Inputs().Matches(Page).First(input => input.Groups["name"].Value == name).Groups["value"].Value;

    /// <summary>Posts as a script of the page does.</summary>
    public async Task<string> PostAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("RequestVerificationToken", FieldOf("__RequestVerificationToken"));
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task<HttpResponseMessage> GetAsync(string path) => await _client.GetAsync(path, TestContext.Current.CancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task FollowAsync(HttpRequestMessage request)
    {
        for (var hops = 0; hops < 10; hops++)
        {
            using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
            At = response.RequestMessage!.RequestUri!;
            Status = response.StatusCode;
            Page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            request.Dispose();
            if (response.Headers.Location is not { } location) return;

            At = new Uri(At, location);
            if (At.Authority != _client.BaseAddress!.Authority) return;
            request = new HttpRequestMessage(HttpMethod.Get, At);
        }

        Assert.Fail("The server sends the browser round in a circle.");
    }

    [GeneratedRegex("<code>(.*?)</code>")]
    private static partial Regex CodeElements();

    [GeneratedRegex("<h1>(.*?)</h1>")]
    private static partial Regex Headings();

    [GeneratedRegex("<p class=\"error\" role=\"alert\" id=\"error\">(.*?)</p>")]
    private static partial Regex Errors();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<form[^>]* action=\"([^\"]*)\"")]
    private static partial Regex Actions();

    [GeneratedRegex("<input(?=[^>]*\\bname=\"(?<name>[^\"]*)\")(?=[^>]*\\btype=\"(?<type>[^\"]*)\")?(?=[^>]*\\bvalue=\"(?<value>[^\"]*)\")?[^>]*>")]
    private static partial Regex Inputs();
}
