using System.Collections.Frozen;
using System.Collections.Immutable;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Problems;

/// <summary>
/// Every code of the HTTP contract. The OpenAPI document and docs/errors.md are made from it, and a test holds every code that the source
/// gives against it: a code that is not here cannot be shipped, and one that is here stays.
/// </summary>
internal static class ProblemCatalogue
{
    /// <summary>What the subject may be told of a thing that it sees: why it may not do something to it.</summary>
    private static readonly DecisionReason[] Denials =
    [
        DecisionReason.NoAccess, DecisionReason.InsufficientRole, DecisionReason.SubjectUnknown, DecisionReason.SubjectSuspended,
        DecisionReason.SubjectDeleted, DecisionReason.SubjectTypeWithoutRoles, DecisionReason.Blocked, DecisionReason.Locked,
        DecisionReason.HierarchyTooDeep, DecisionReason.NoPolicy, DecisionReason.PolicyDenied,
    ];

    private static readonly string[] UnknownThings =
    [
        EntityTypes.User, EntityTypes.Team, EntityTypes.Project, EntityTypes.Generation, "entity", "policy", "emergency_access", "view",
        "service_key", "session", "client",
    ];

    /// <summary>All of them, in the order of their codes.</summary>
    public static ImmutableArray<ProblemCode> All { get; } =
    [
        .. Fixed()
            .Concat(Denials.Select(static reason => new ProblemCode(
                AccessRefused(reason), StatusCodes.Status403Forbidden, MeaningOf(reason))))
            .Concat(UnknownThings.Select(static thing => new ProblemCode(
                $"{thing}.unknown",
                StatusCodes.Status404NotFound,
                $"There is no such {thing.Replace('_', ' ')}, or the caller may not see it.")))
            .OrderBy(static code => code.Code, StringComparer.Ordinal),
    ];

    private static readonly FrozenDictionary<string, ProblemCode> ByCode = All.ToFrozenDictionary(static code => code.Code);

    /// <summary>The entry of a code; null: there is none.</summary>
    public static ProblemCode? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>The code of a refusal for this reason.</summary>
    public static string AccessRefused(DecisionReason reason) => $"access.{DecisionReasonCodes.CodeOf(reason)}";

    private static string MeaningOf(DecisionReason reason) => reason switch
    {
        DecisionReason.InsufficientRole => "The caller sees the thing, and its role there is too low.",
        DecisionReason.Locked => "The generation is locked; an admin of it unlocks it.",
        DecisionReason.PolicyDenied => "A policy denies it, or the condition of one failed.",
        DecisionReason.Blocked => "The caller is blocked there, or denied by a grant of `none`.",
        DecisionReason.HierarchyTooDeep => "Stored teams or parents form a circle or too long a chain.",
        DecisionReason.SubjectSuspended => "The caller's account is suspended.",
        DecisionReason.SubjectDeleted => "The caller's account was deleted.",
        DecisionReason.SubjectUnknown => "No account has the caller's id.",
        DecisionReason.SubjectTypeWithoutRoles => "Callers of this type have no roles.",
        DecisionReason.NoPolicy => "No policy allows it.",
        _ => "The caller has no access to it.",
    };

    private static IEnumerable<ProblemCode> Fixed()
    {
        const int invalid = StatusCodes.Status400BadRequest;
        const int refused = StatusCodes.Status403Forbidden;
        const int conflict = StatusCodes.Status409Conflict;
        const int unavailable = StatusCodes.Status503ServiceUnavailable;
        return
        [
            new("act_as.refused", refused, "`Velro-Act-As` names nobody, somebody who is not active, or an administrator of the system."),
            new("address.malformed", invalid, "A name or an id in the address is not one segment of percent-encoded UTF-8."),
            new("administrator.required", refused, "Only an administrator of the system may do this, and not while it acts for a user."),
            new("audit.too_broad", invalid, "The question looks at more of the audit trail than is allowed at once; narrow it."),
            new("body.content_type", invalid, "The body must come with `Content-Type: application/json`."),
            new("body.json", invalid, "The body is not JSON: its syntax, a member that stands twice, too deep a nesting, or no UTF-8."),
            new("body.not_an_array", invalid, "The body must be an array of 1-1000 entities."),
            new("body.not_an_object", invalid, "The body must be a JSON object."),
            new("body.too_large", StatusCodes.Status413PayloadTooLarge, "The body is larger than 1 MiB."),
            new("clock.skewed", unavailable, "The node's clock and the database's are too far apart to say what has expired."),
            new("credentials.invalid", StatusCodes.Status401Unauthorized, "The credential is unknown, wrong, expired or revoked."),
            new("credentials.required", StatusCodes.Status401Unauthorized, "The request has no `Authorization: Bearer`."),
            new(
                "credentials.throttled",
                StatusCodes.Status429TooManyRequests,
                "Too many credentials from the caller's address were nobody's; only those that are known to be right are answered meanwhile."),
            new("cursor.invalid", invalid, "The cursor is not one of this list and subject; begin without one."),
            new("endpoint.unknown", StatusCodes.Status404NotFound, "There is nothing at this address."),
            new("entity.name", invalid, "The address does not name an entity: its type or its id is not well formed."),
            new("evaluations.too_many", invalid, "A request has at most 1,000 evaluations."),
            new("generation.cycle", conflict, "A generation cannot derive from itself."),
            new("generation.depth", conflict, "At most 10 generations are above one."),
            new("generation.emergency_move", refused, "Emergency access to a project moves nothing of one's own into it."),
            new("generation.owner_denied", conflict, "The owner cannot be blocked or denied."),
            new("id.retired", conflict, "The id was used by something that was deleted, and is never used again."),
            new("id.taken", conflict, "Something with the same id was created at the same moment."),
            new("idempotency.body", StatusCodes.Status422UnprocessableEntity, "The `Idempotency-Key` was used with another body."),
            new("idempotency.key", invalid, "The `Idempotency-Key` is not 1-255 printable characters of ASCII."),
            new("media.address_refused", refused, "The address of media is not one that this system made, or its time is over."),
            new("media.empty", invalid, "The body has no bytes."),
            new("media.not_configured", unavailable, "The deployment names no store of media."),
            new("media.range_unsatisfiable", StatusCodes.Status416RangeNotSatisfiable, "The `Range` is not one of these bytes."),
            new("media.store_unavailable", unavailable, "The store of media does not answer; nothing was changed."),
            new("media.too_large", StatusCodes.Status413PayloadTooLarge, "The bytes are more than the deployment takes."),
            new(
                "media.type_refused",
                StatusCodes.Status415UnsupportedMediaType,
                "The declared type is none that the deployment takes, or the bytes are encoded."),
            new("media.unknown", StatusCodes.Status404NotFound, "There are no such media, or they may not be seen."),
            new("method.not_allowed", StatusCodes.Status405MethodNotAllowed, "The address does not take this method."),
            new("page.query_changed", invalid, "The token belongs to another search: only `page` may change from page to page."),
            new("page.token_expired", invalid, "The token is too old; begin the search again."),
            new("page.token_invalid", invalid, "The token is not one that this system gave; begin the search again."),
            new("password.changed", conflict, "The account was changed since the request arrived."),
            new("password.known", invalid, "Others know this password: it is in the list of breached ones, or the address itself."),
            new("password.wrong", refused, "The current password is not that, or the account has none."),
            new("policies.invalid", invalid, "The policies are refused as a whole, and what is stored stays; see `errors`."),
            new("policies.unreadable", unavailable, "This node cannot compile the stored policies, and decides nothing until it can."),
            new("policy.name", invalid, "The address does not name a policy."),
            new("pool.exhausted", unavailable, "All connections that serve such requests are in use; nothing was done."),
            new("project.owner_denied", conflict, "The owner cannot be blocked or denied."),
            new("rate.limited", StatusCodes.Status429TooManyRequests, "The caller asks too often; `Retry-After` says when to come back."),
            new("reference.gone", conflict, "Something that the request refers to was deleted at the same moment."),
            new("request.invalid", invalid, "Fields or parameters are missing or not well formed; see `errors`."),
            new("request.timeout", StatusCodes.Status408RequestTimeout, "The body did not arrive in time."),
            new("revision.invalid", invalid, "`Velro-At-Least` is not a revision that this system gave."),
            new("revision.lineage", invalid, "The revision is of another run of the database; leave it out."),
            new("revision.not_ready", unavailable, "The node has not caught up since its start."),
            new("revision.too_old", unavailable, "The node has not heard from the database for too long to decide."),
            new("revision.unreached", unavailable, "The revision that was asked for was not reached in time."),
            new("role.above_own", refused, "Nobody gives, changes or takes a role above their own."),
            new("scope.missing", refused, "The credential does not have the scope, or its user may not use it."),
            new("sign_in.busy", unavailable, "Too many passwords wait to be hashed; come back in a moment."),
            new("sign_in.not_ready", unavailable, "The node has not read what it takes to sign people in yet."),
            new("server.error", StatusCodes.Status500InternalServerError, "It failed here; the log has the cause under the trace id."),
            new("service_key.above_own", refused, "A key may no more than the caller that makes or rotates it; see `errors`."),
            new("service_key.bootstrap", conflict, "The bootstrap key is changed where it is configured, and not rotated."),
            new("service_key.ended", conflict, "The key was revoked, has expired or was replaced before."),
            new("service_key.not_yours", refused, "Only the owner of a key gets another one in its place."),
            new("service_key.too_many", conflict, "The user has as many keys in use as the deployment allows."),
            new("store.contended", unavailable, "Too many writes of the same things came at the same moment; none of this one was done."),
            new("store.unavailable", unavailable, "The database does not answer; nothing was done."),
            new("subject.not_yours", refused, "Only an administrator may ask what another subject may do."),
            new("team.cycle", conflict, "A team cannot be above itself."),
            new("team.depth", conflict, "Teams nest to 8 levels."),
            new("team.has_children", conflict, "The team has teams below it."),
            new("team.last_owner", conflict, "A team keeps an owner whose membership does not end."),
            new("user.email_taken", conflict, "Another user has this e-mail address."),
            new("user.last_administrator", conflict, "It is the last active administrator of the system."),
            new("user.owns", conflict, "The user owns projects, or is the only owner of a team; say who gets them."),
            new("version.malformed", invalid, "`If-Match` is neither `*` nor entity tags in quotes."),
            new("version.passed", StatusCodes.Status412PreconditionFailed, "The thing was changed since the caller saw it."),
            new("version.required", StatusCodes.Status428PreconditionRequired, "`If-Match` must say which version is changed."),
        ];
    }
}
