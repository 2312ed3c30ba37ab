using System.Collections.Immutable;
using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>What the contract says about service keys.</summary>
internal static class ServiceKeyOperations
{
    private const string Tag = "Service keys";
    private const string Example = "3kTq9ZbW1xYc";

    private static readonly ImmutableArray<string> Unknown = AccessAnd("service_key.unknown");

    public static readonly Operation List = Described.List(
        "listServiceKeys", "List the caller's service keys", Tag, "ServiceKey", AccessAnd("administrator.required", "user.unknown")) with
    {
        Description = "Those that were revoked or replaced too. Administrators of the system list those of others.",
        Parameters = [Id("admin", "Whose keys; without it, the caller's own.", "ownerId") with { IsInQuery = true }],
    };

    public static readonly Operation Get = new("getServiceKey", "Show a service key")
    {
        Tag = Tag,
        Parameters = [Id(Example, "The key, by the public part of its text.")],
        Answers = [Ok("ServiceKey")],
        Codes = Unknown,
    };

    public static readonly Operation Create = new("createServiceKey", "Make a service key")
    {
        Tag = Tag,
        Description =
            "The answer shows the key this once. Scopes, networks, end and rate never exceed those of the caller; what is left out is as "
            + "the caller's own. Repeated under the same `Idempotency-Key`, the answer is without the key.",
        Body = "CreateServiceKey",
        Answers = [Created("NewServiceKey")],
        Codes = AccessAnd("service_key.above_own", "service_key.too_many", "body.not_an_object"),
    };

    public static readonly Operation Rotate = new("rotateServiceKey", "Make a key that takes the place of another one")
    {
        Tag = Tag,
        Description = "With the same name and limits. The key before lives on for `overlapSeconds`, and not beyond its own end.",
        Parameters = [Id(Example, "The key, by the public part of its text.")],
        Body = "RotateServiceKey",
        Answers = [Created("NewServiceKey")],
        Codes =
        [
            .. Unknown, "body.not_an_object",
            "service_key.above_own", "service_key.bootstrap", "service_key.ended", "service_key.not_yours", "service_key.too_many",
        ],
    };

    public static readonly Operation Revoke = new("revokeServiceKey", "Revoke a service key")
    {
        Tag = Tag,
        Description = "It opens nothing from this moment on. The bootstrap key stays revoked under the value that it has.",
        Parameters = [Id(Example, "The key, by the public part of its text.")],
        Answers = [NoContent],
        Codes = Unknown,
    };
}
