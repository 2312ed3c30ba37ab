namespace Velro.Tests.Reference;

/// <summary>
/// The rules of DESIGN.md section 3 and RIGHTS.md B to D, as they are written there and in the order of the layers: slow, without any
/// cleverness, over plain rows. It shares no code and no data with the engine. Where the two differ, one does not say what the rules say.
/// </summary>
internal sealed partial class ReferenceEvaluator(Rows rows)
{
    /// <summary>May this subject do this to that thing?</summary>
    public Answer Decide(Question question)
    {
        var (isPermitted, reason, layer) = DecideByLayers(question);
        if (isPermitted) return new Answer(true, reason, layer, MayRead: true);

        // RIGHTS.md D1: how much a denial tells depends on whether the subject may read.
        return new Answer(false, reason, layer, DecideByLayers(question with { Action = "read" }).IsPermitted);
    }

    /// <summary>Everyone stored, of a type, who may; and the anonymous subject, which there is always (D4).</summary>
    public IEnumerable<string> SubjectsWho(string type, Question question) =>
        Stored(type).Where(id => Decide(question with { Subject = new Thing(type, id) }).IsPermitted);

    /// <summary>Everything stored, of a type, that the subject may do it to.</summary>
    public IEnumerable<string> ResourcesThat(string type, Question question) =>
        Stored(type).Where(id => Decide(question with { Resource = new Thing(type, id) }).IsPermitted);

    /// <summary>
    /// The core actions, and those that policies name for the type, which the subject may do. Where a policy allows <c>*</c>, there is no
    /// end of actions that it allows too.
    /// </summary>
    public IEnumerable<string> ActionsThat(Question question) =>
        new[] { "read", "create", "write", "share", "delete", "manage", "transfer" }
            .Concat(rows.Policies.Where(policy => IsAboutType(policy, question)).SelectMany(static policy => policy.Actions))
            .Where(static action => action != "*")
            .Distinct()
            .Where(action => Decide(question with { Action = action }).IsPermitted);

    private IEnumerable<string> Stored(string type) => type switch
    {
        "user" => rows.Users.Where(static user => user.State != "deleted").Select(static user => user.Id),
        "team" => rows.Teams.Select(static team => team.Id),
        "project" => rows.Projects.Select(static project => project.Id),
        "generation" => rows.Generations.Select(static generation => generation.Id),
        "anonymous" => [Thing.Anonymous.Id],
        _ => rows.Properties.Where(row => row.Of.Type == type).Select(static row => row.Of.Id),
    };

    private (bool IsPermitted, string Reason, int Layer) DecideByLayers(Question question)
    {
        // Layer 2: the account (B5, C1).
        if (question.Subject.Type == "user")
        {
            var user = rows.Users.SingleOrDefault(row => row.Id == question.Subject.Id);
            if (user is null) return (false, "subject_unknown", 2);
            if (user.State == "suspended") return (false, "subject_suspended", 2);
            if (user.State == "deleted") return (false, "subject_deleted", 2);
        }

        return question.Resource.IsCore ? DecideOnCoreType(question) : DecideOnOtherType(question);
    }

    private (bool IsPermitted, string Reason, int Layer) DecideOnCoreType(Question question)
    {
        var at = new Viewpoint(question.Subject.Type == "user" ? question.Subject.Id : null, question.Now);

        // Layer 3: denial, which only emergency access lifts, and the lock, which nothing does (C2, C3, C4).
        var denial = DenialOn(question.Resource, at);
        if (denial is not null && EmergencyOn(question.Resource, at) == 0) return (false, denial, 3);
        if (question.Resource.Type == "generation" && Generation(question.Resource.Id) is { IsLocked: true } &&
            question.Action is "write" or "delete" or "share" or "transfer" or "create") return (false, "locked", 3);

        // Layer 4: the highest role of all paths; emergency access alone where a denial holds.
        var role = denial is null
            ? Math.Max(RoleOn(question.Resource, at), VisibilityOn(question.Resource, at))
            : EmergencyOn(question.Resource, at);
        if (role == 0) return (false, question.Subject.Type is "user" or "anonymous" ? "no_access" : "subject_type_without_roles", 4);

        var needed = question.Action switch
        {
            "read" => Viewer,
            "create" => Contributor,
            "write" => Editor,
            "share" or "delete" or "manage" => Admin,
            "transfer" => Owner,
            _ => 0,
        };
        if (needed == 0) return DecideCustomAction(question, role);
        if (role < needed) return (false, "insufficient_role", 4);

        // Layer 5: policies on core actions can only deny.
        return AnyDenies(question, role) ? (false, "policy_denied", 5) : (true, "role", 4);
    }
}
