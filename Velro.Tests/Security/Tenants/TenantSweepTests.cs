using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Velro.Authorization.Callers;
using Velro.Tests.Contract.Document;
using Velro.Tests.Contract.Management;
using Velro.Tests.Contract.SignIn;

namespace Velro.Tests.Security.Tenants;

/// <summary>
/// Two tenants, and every operation of the served document: one asks for what the other has. It reads nothing of it, learns not even that
/// it is there, and changes nothing of it (RIGHTS.md D2). A new endpoint is in the sweep with its entry in the document.
/// </summary>
public sealed partial class TenantSweepTests(SignInFixture fixture) : IClassFixture<SignInFixture>
{
    /// <summary>What deletes comes last, and of that what deletes the least comes first.</summary>
    private static readonly string[] Order = ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task D2_what_another_tenant_has_is_for_every_operation_as_if_it_were_not_there(bool byKey)
    {
        var (owner, stranger) = (await Tenant.CreateAsync(fixture), await Tenant.CreateAsync(fixture));
        var (rows, absent) = (new TenantRows(fixture.Database, owner, stranger), Things.Absent());
        var before = await rows.ReadAsync();
        var (wrong, asked) = (new List<string>(), 0);
        foreach (var operation in (await OperationsAsync()).Where(Addresses.NamesThings))
        {
            foreach (var example in operation.BodyExamples)
            {
                var foreign = await AskAsync(operation, stranger, byKey, owner.Things, owner.Things, example);
                var nothing = await AskAsync(operation, stranger, byKey, absent, absent, example);
                if (foreign.Status != RefusalOf(operation)) wrong.Add($"{operation.Place}: {foreign}");
                if (foreign.Status != nothing.Status || owner.Things.WithoutIds(foreign.Body) != absent.WithoutIds(nothing.Body))
                    wrong.Add($"{operation.Place}: {foreign}, and of what is not there {nothing}");
                wrong.AddRange(await FindingsAsync(operation, owner, foreign, before, rows));
                asked++;
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(asked > 50, $"only {asked} operations were asked");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task D2_what_another_tenant_has_is_not_reached_through_ones_own_things(bool byKey)
    {
        var (owner, stranger) = (await Tenant.CreateAsync(fixture), await Tenant.CreateAsync(fixture));
        var rows = new TenantRows(fixture.Database, owner, stranger);
        var before = await rows.ReadAsync();
        var wrong = new List<string>();
        foreach (var operation in await OperationsAsync())
        {
            foreach (var example in operation.BodyExamples)
            {
                var answer = await AskAsync(operation, stranger, byKey, stranger.Things, owner.Things, example);
                if (answer.Status is HttpStatusCode.Unauthorized or >= HttpStatusCode.InternalServerError) wrong.Add($"{operation.Place}: {answer}");
                if (answer.Body.Contains("\"decision\":true", StringComparison.Ordinal)) wrong.Add($"{operation.Place}: {answer}");
                wrong.AddRange(await FindingsAsync(operation, owner, answer, before, rows));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>
    /// A scope that only administrators use is refused before anything is looked up, and so is an address of media that was made for
    /// something else.
    /// </summary>
    private static HttpStatusCode RefusalOf(DocumentedOperation operation) =>
        operation.Scopes.Any() && operation.Scopes.All(static scope => Scopes.OfPeople.Contains(scope))
            ? HttpStatusCode.NotFound
            : HttpStatusCode.Forbidden;

    private async Task<DocumentedOperation[]> OperationsAsync()
    {
        using var client = fixture.CreateClient();
        var text = await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken);
        return
        [
            .. DocumentedOperation.AllOf(JsonNode.Parse(text)!).OrderBy(static operation => Array.IndexOf(Order, operation.Method))
                .ThenByDescending(static operation => operation.Path.Length),
        ];
    }

    /// <summary>What the answer tells of the owner beyond what the request said itself, and what it changed.</summary>
    private static async Task<List<string>> FindingsAsync(
        DocumentedOperation operation, Tenant owner, Answered answer, IReadOnlySet<string> before, TenantRows rows)
    {
        List<string> findings =
        [
            .. owner.Things.Ids.Values.Append(owner.Mark).Distinct()
                .Where(secret => answer.Body.Contains(secret, StringComparison.Ordinal) && !answer.Sent.Contains(secret, StringComparison.Ordinal))
                .Select(secret => $"{operation.Place} tells '{secret}': {answer}"),
        ];
        var after = await rows.ReadAsync();
        findings.AddRange(before.Except(after).Select(row => $"{operation.Place} took away: {row} ({answer})"));
        findings.AddRange(after.Except(before).Select(row => $"{operation.Place} made: {row} ({answer})"));
        return findings;
    }

    private static async Task<Answered> AskAsync(
        DocumentedOperation operation, Tenant caller, bool byKey, Things first, Things others, JsonNode? example)
    {
        var address = Addresses.Of(operation, first, others, caller.Signed);
        var body = Addresses.Of(operation, example, others, caller.Id)?.ToJsonString();
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), new Uri(address, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (operation.TakesBytes) request.Content = Json.Of([1, 2, 3], "image/png");
        if (operation.Parameters.Any(static parameter => parameter["name"]!.GetValue<string>() == "If-Match" && parameter["required"] is not null))
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");

        // An earlier operation may have ended the session, the keys or both.
        if ((await caller.Interactive.GetAsync("/v1/me")).Status == HttpStatusCode.Unauthorized) await caller.SignInAsync();
        if (byKey && (await caller.ByKey.GetAsync("/v1/me")).Status == HttpStatusCode.Unauthorized) await caller.MakeKeyAsync();
        using var response = await (byKey ? caller.ByKey : caller.Interactive).Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answered(response.StatusCode, TraceIds().Replace(text, ""), address + body);
    }

    [GeneratedRegex("\"traceId\":\"[^\"]*\"")]
    private static partial Regex TraceIds();

    private sealed record Answered(HttpStatusCode Status, string Body, string Sent)
    {
        public override string ToString() => $"{(int)Status} {Body}";
    }
}
