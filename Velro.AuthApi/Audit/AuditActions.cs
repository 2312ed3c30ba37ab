using System.Collections.Immutable;

namespace Velro.AuthApi.Audit;

/// <summary>
/// Every action of a security event. docs/audit.md is made from it, and a test holds every action that the source records against it: one that
/// is not here cannot be shipped.
/// </summary>
internal static class AuditActions
{
    /// <summary>All of them, in the order of their names.</summary>
    public static ImmutableArray<(string Action, string Meaning)> All { get; } =
    [
        ("audit.expired", "Events that were older than they are kept were deleted; how many, and of what time."),
        ("audit.read", "Somebody read the audit trail; what was asked for."),
        ("cache.flushed", "What is cached, all of it or a part, was made unreachable."),
        ("cache.payload_forged", "Redis held payloads that Velro did not write; how many were met, and where the last one lay."),
        ("client.created", "A confidential client was registered."),
        ("client.deleted", "A confidential client was deleted."),
        ("emergency_access.ended", "An emergency access was ended before its time."),
        ("emergency_access.given", "An administrator let a user in for a time; the reason."),
        ("entity.deleted", "Stored properties of an entity were deleted."),
        ("entity.stored", "Properties of an entity were stored."),
        ("generation.blocked", "A user was blocked from a generation."),
        ("generation.created", "A generation was created."),
        ("generation.deleted", "A generation was deleted."),
        ("generation.grant_removed", "A grant on a generation was taken away."),
        ("generation.grant_set", "A grant on a generation was given or changed; `none` denies."),
        ("generation.locked", "A generation was locked."),
        ("generation.unblocked", "A block on a generation was taken away."),
        ("generation.unlocked", "A generation was unlocked."),
        ("generation.updated", "A generation was changed."),
        ("passkey.added", "A person added a passkey."),
        ("passkey.removed", "A person removed a passkey."),
        ("policy.deleted", "A policy was deleted; the document before."),
        ("policy.stored", "A policy was stored; the documents before and after."),
        ("project.blocked", "A user was blocked from a project."),
        ("project.created", "A project was created."),
        ("project.deleted", "A project was deleted, and its generations with it."),
        ("project.grant_removed", "A grant on a project was taken away."),
        ("project.grant_set", "A grant on a project was given or changed; `none` denies."),
        ("project.transferred", "A project got another owner."),
        ("project.unblocked", "A block on a project was taken away."),
        ("project.updated", "A project was changed."),
        ("second_factor.codes_renewed", "A person got new recovery codes; the old ones are void."),
        ("second_factor.disabled", "A person took the second factor away."),
        ("second_factor.enabled", "A person set up a second factor."),
        ("second_factor.recovery_code_used", "A recovery code took the place of the second factor; how many are left."),
        ("service_key.created", "A service key was made, or the bootstrap key was configured the first time."),
        ("service_key.replaced", "Another bootstrap key was configured."),
        ("service_key.revoked", "A service key was revoked."),
        ("service_key.rotated", "A service key got a successor."),
        ("session.all_ended", "All sessions of a user were ended."),
        ("session.begun", "A person signed in, or a client did."),
        ("session.ended", "A session was ended; why, a replayed token among the reasons."),
        ("session.stepped_up", "The person of a session proved again, or more surely, who they are."),
        ("sign_in.refused", "Somebody tried to sign in; what was wrong, and at whose door."),
        ("signing_key.added", "A new key signs tokens from an instant on."),
        ("team.created", "A team was created."),
        ("team.deleted", "A team was deleted."),
        ("team.member_removed", "A member of a team was removed."),
        ("team.member_set", "A member of a team was added, or got another role."),
        ("team.moved", "A team got another parent."),
        ("team.reactivated", "A suspended team gives again what it gave."),
        ("team.suspended", "A team gives nothing any more."),
        ("team.updated", "A team was renamed."),
        ("user.administrator_ended", "A user is no administrator of the system any more."),
        ("user.administrator_made", "A user was made an administrator of the system."),
        ("user.created", "An administrator created a user, or provisioned one."),
        ("user.deleted", "A user was deleted; who got what they owned."),
        ("user.password_changed", "A person changed their password."),
        ("user.password_reset", "A forgotten password was replaced by way of a mail."),
        ("user.reactivated", "A suspended user may act again."),
        ("user.signed_up", "A person confirmed a sign-up."),
        ("user.suspended", "A user was suspended, and every session of theirs ended."),
        ("user.updated", "A person changed their profile."),
        ("view.refresh_requested", "Somebody asked for a refresh of a precomputed view."),
    ];
}
