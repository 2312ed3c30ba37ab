using Npgsql;
using Velro.AuthApi.Problems;
using Velro.Authorization.Decisions;

namespace Velro.AuthApi.Management;

/// <summary>What every management endpoint may answer instead of what was asked for.</summary>
internal static class ManagementProblems
{
    public static Problem AdministratorsOnly { get; } = new(
        StatusCodes.Status403Forbidden,
        "administrator.required",
        "Only an administrator of the system may do this, and not for another user.");

    public static Problem VersionRequired { get; } = new(
        StatusCodes.Status428PreconditionRequired,
        "version.required",
        "Say with 'If-Match' which version you change: the ETag that you were shown.");

    public static Problem VersionMalformed { get; } = Problem.Invalid(
        "version.malformed", "'If-Match' is '*' or entity tags in quotes, such as \"3\".");

    public static Problem VersionPassed { get; } = new(
        StatusCodes.Status412PreconditionFailed,
        "version.passed",
        "It was changed since you saw it. Read it again, and decide on what it is now.");

    public static Problem KeyOfAnotherBody { get; } = new(
        StatusCodes.Status422UnprocessableEntity,
        "idempotency.body",
        "This Idempotency-Key was used with another body. A new request needs a new key.");

    public static Problem CursorInvalid { get; } = Problem.Invalid(
        "cursor.invalid", "The cursor is not one of this list. Leave it out to start from the beginning.");

    /// <summary>What is not there, and what the caller may not see: they are told in one way (RIGHTS.md D2).</summary>
    public static Problem Unknown(string what) => new(
        StatusCodes.Status404NotFound, $"{what}.unknown", $"There is no such {what.Replace('_', ' ')}, or you may not see it.");

    /// <summary>What the caller sees and may not do.</summary>
    public static Problem Refused(DecisionReason reason) => new(
        StatusCodes.Status403Forbidden, ProblemCatalogue.AccessRefused(reason), reason switch
        {
            DecisionReason.InsufficientRole => "Your role on it is too low for this.",
            DecisionReason.Locked => "It is locked. Only 'read' and 'unlock' pass.",
            DecisionReason.PolicyDenied => "A policy of this system denies it.",
            _ => "You may not do this to it.",
        });

    public static Problem Conflict(string code, string detail) => new(StatusCodes.Status409Conflict, code, detail);

    public static Problem InvalidField(string name, string message) => Problem.Invalid("request.invalid", $"The field '{name}' is not as it must be.") with
    {
        Errors = new Dictionary<string, string[]> { [name] = [message] },
    };

    public static Problem InvalidParameter(string name, string value, string rule) =>
        Problem.Invalid("request.invalid", $"The parameter '{name}' is not {rule}.") with
        {
            Errors = new Dictionary<string, string[]> { [name] = [$"'{value}' is not {rule}."] },
        };

    /// <summary>
    /// What the database's own rules refused. They hold whatever the endpoints check, and some are checked nowhere else. Null: it is not
    /// a rule about data but an error of a statement.
    /// </summary>
    public static Problem? Of(PostgresException exception) => exception switch
    {
        { ConstraintName: "teams_no_circle" or "teams_not_own_parent" } => Conflict("team.cycle", "A team cannot be above itself."),
        { ConstraintName: "teams_depth" } => Conflict("team.depth", "Teams nest to 8 levels."),
        { ConstraintName: "teams_parent_id_fkey" } => Conflict(
            "team.has_children", "The team has teams below it. Delete or move these first."),
        { ConstraintName: "users_by_email" } => Conflict("user.email_taken", "Another user has this e-mail address."),
        { ConstraintName: "retired_ids_pkey" } => Conflict(
            "id.retired", "This id was used by something that was deleted, and is never used again."),
        { SqlState: PostgresErrorCodes.ForeignKeyViolation } => Conflict(
            "reference.gone", "Something that this refers to was deleted at the same moment."),
        { SqlState: PostgresErrorCodes.UniqueViolation } => Conflict("id.taken", "Something with this id was created at the same moment."),
        { SqlState: PostgresErrorCodes.CheckViolation or ['2', '2', ..] } =>
            Problem.Invalid("request.invalid", "A value of the body is out of the range that can be stored."),
        _ => null,
    };
}
