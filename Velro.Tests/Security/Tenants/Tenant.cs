using System.Net;
using Velro.Authorization.Callers;
using Velro.Tests.Contract.Management;
using Velro.Tests.Contract.ServiceKeys;
using Velro.Tests.Contract.SignIn;

namespace Velro.Tests.Security.Tenants;

/// <summary>A person with a thing of every kind, each of which carries the tenant's mark in its text.</summary>
internal sealed class Tenant
{
    /// <summary>The type of the entity that a tenant has.</summary>
    public const string EntityType = "vault";

    private readonly SignInFixture _fixture;
    private readonly SignedUp _account;

    private Tenant(SignInFixture fixture, SignedUp account, string mark) => (_fixture, _account, Mark) = (fixture, account, mark);

    /// <summary>A word that stands in the text of everything that this tenant has.</summary>
    public string Mark { get; }

    public Things Things { get; private set; } = Things.Absent();

    public string Id => _account.Id;

    /// <summary>The caller as signed in.</summary>
    public Person Interactive { get; private set; } = null!;

    /// <summary>The caller by a service key with all the scopes that people have.</summary>
    public Person ByKey { get; private set; } = null!;

    /// <summary>The parameters of an address of this tenant's media.</summary>
    public IReadOnlyDictionary<string, string> Signed { get; private set; } = new Dictionary<string, string>();

    public static async Task<Tenant> CreateAsync(SignInFixture fixture)
    {
        var tenant = new Tenant(fixture, await fixture.CreatePersonAsync(), $"mark-{Guid.CreateVersion7():N}");
        await tenant.SignInAsync();
        await tenant.MakeThingsAsync();
        return tenant;
    }

    /// <summary>Signs in again: an operation of the sweep may have ended the session.</summary>
    public async Task SignInAsync() => Interactive = _fixture.With((await _fixture.SignInAsync(_account)).AccessToken);

    public async Task MakeKeyAsync()
    {
        var made = await Interactive.MakeKeyAsync(new { name = Mark, scopes = Scopes.OfPeople });
        ByKey = _fixture.With(made.KeyOf());
        await ByKey.GetSinceAsync(made);
    }

    public async Task MakeThingsAsync()
    {
        var administrator = _fixture.Administrator;
        var friend = (await _fixture.CreatePersonAsync()).Id;
        var team = (await Interactive.PostAsync("/v1/teams", new { name = Mark })).Ok(HttpStatusCode.Created).Id;
        var project = (await Interactive.PostAsync("/v1/projects", new { name = Mark, visibility = "private", teamId = team }))
            .Ok(HttpStatusCode.Created).Id;
        var generation = (await Interactive.PostAsync("/v1/generations", new { projectId = project, kind = "image", prompt = Mark }))
            .Ok(HttpStatusCode.Created).Id;
        (await Interactive.PutAsync($"/v1/generations/{generation}/media/original", Json.Of(System.Text.Encoding.UTF8.GetBytes(Mark), "image/png")))
            .Ok(HttpStatusCode.Created);
        (await Interactive.PutAsync($"/v1/projects/{project}/grants/user/{friend}", new { role = "viewer" })).Ok(HttpStatusCode.Created);
        (await Interactive.PutAsync($"/v1/projects/{project}/blocks/{(await _fixture.CreatePersonAsync()).Id}")).Ok(HttpStatusCode.NoContent);
        await MakeKeyAsync();
        var emergency = await administrator.PostAsync("/v1/emergency-access", new
        {
            userId = friend,
            resource = new { type = "project", id = project },
            role = "viewer",
            reason = $"Incident of {Mark}",
            expiresInSeconds = 3600,
        });
        var client = await administrator.PostAsync("/v1/clients", new { name = Mark, scopes = new[] { "check" }, ownerId = Id });
        (await administrator.PutAsync($"/v1/policies/{Mark}", new { effect = "deny", actions = new[] { "write" }, resourceTypes = new[] { Mark } }))
            .Ok(HttpStatusCode.Created);
        (await administrator.PutAsync($"/v1/entities/{EntityType}/{Mark}", new { properties = new { mark = Mark } })).Ok(HttpStatusCode.Created);

        var signed = await Interactive.PostAsync($"/v1/generations/{generation}/media-url", new { variant = "original" });
        Signed = new Uri(signed.Ok().Text("url")!).Query.TrimStart('?').Split('&').Select(static pair => pair.Split('=', 2))
            .ToDictionary(static pair => pair[0], static pair => Uri.UnescapeDataString(pair[1]));
        Things = new Things(new Dictionary<string, string>
        {
            ["user"] = Id,
            ["team"] = team,
            ["project"] = project,
            ["generation"] = generation,
            ["service-key"] = (await Interactive.GetAsync("/v1/service-keys")).Body.GetProperty("items")[0].GetProperty("id").GetString()!,
            ["session"] = (await Interactive.GetAsync("/v1/me/sessions")).Body.GetProperty("items")[0].GetProperty("id").GetString()!,
            ["emergency-access"] = emergency.Ok(HttpStatusCode.Created).Id,
            ["client"] = client.Ok(HttpStatusCode.Created).Id,
            ["policy"] = Mark,
            ["entity"] = Mark,
        });
    }
}
