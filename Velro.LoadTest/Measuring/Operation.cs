namespace Velro.LoadTest.Measuring;

/// <summary>One kind of request that is measured by itself.</summary>
/// <param name="Index">Its place in <see cref="Operations.All"/>.</param>
/// <param name="Name">What reports call it.</param>
/// <param name="Scenario">The scenario of the platform that it belongs to.</param>
/// <param name="Request">The endpoint.</param>
internal sealed record Operation(int Index, string Name, string Scenario, string Request);

/// <summary>The operations, by the platform's three scenarios.</summary>
internal static class Operations
{
    public const string Authentication = "authentication";
    public const string Generations = "generation workflow";
    public const string Collaboration = "collaboration";

    private static readonly List<Operation> Known = [];

    public static readonly Operation Login = Add("login", Authentication, "POST /connect/token, password");
    public static readonly Operation TokenRefresh = Add("token-refresh", Authentication, "POST /connect/token, refresh_token");
    public static readonly Operation Check = Add("check", Authentication, "POST /access/v1/evaluation, by a service key");
    public static readonly Operation CheckOwn = Add("check-own", Authentication, "POST /access/v1/evaluation, by the person");
    public static readonly Operation CheckAfterWrite =
        Add("check-after-write", Authentication, "POST /access/v1/evaluation, at least the write's revision");
    public static readonly Operation Profile = Add("profile", Authentication, "GET /v1/me");
    public static readonly Operation ProfileChange = Add("profile-change", Authentication, "PATCH /v1/me");

    public static readonly Operation GenerationCreate = Add("generation-create", Generations, "POST /v1/generations");
    public static readonly Operation Generation = Add("generation", Generations, "GET /v1/generations/{id}");
    public static readonly Operation MediaUrl = Add("media-url", Generations, "POST /v1/generations/{id}/media-url");
    public static readonly Operation Media = Add("media", Generations, "GET /media/{id}/{variant}");
    public static readonly Operation ProjectShare = Add("project-share", Generations, "PUT or DELETE /v1/projects/{id}/grants/user/{id}");

    public static readonly Operation Team = Add("team", Collaboration, "GET /v1/teams/{id}");
    public static readonly Operation TeamMembers = Add("team-members", Collaboration, "GET /v1/teams/{id}/members");
    public static readonly Operation TeamShare = Add("team-share", Collaboration, "PUT or DELETE /v1/projects/{id}/grants/team/{id}");
    public static readonly Operation GenerationEdit = Add("generation-edit", Collaboration, "PATCH /v1/generations/{id}, If-Match");

    public static IReadOnlyList<Operation> All => Known;

    private static Operation Add(string name, string scenario, string request)
    {
        var operation = new Operation(Known.Count, name, scenario, request);
        Known.Add(operation);
        return operation;
    }
}
