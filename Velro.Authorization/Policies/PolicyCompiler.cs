using System.Collections.Immutable;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies.Cel;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;
using Velro.Authorization.Policies.Conditions;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Policies;

/// <summary>Makes a policy of a document and checks what the form alone does not say.</summary>
internal static class PolicyCompiler
{
    /// <summary>The policy; null when something is wrong with it, which is then in <paramref name="problems"/>.</summary>
    public static Policy? Compile(PolicySource source, PolicyProblems problems)
    {
        if (!EntityNames.IsName(source.Name)) problems.Add(PolicyCodes.Name, "The name of a policy is 1-128 characters of A-Z a-z 0-9 . _ : / -.");
        if (PolicyDocumentReader.Read(source.Document, problems) is not { } document) return null;

        var effect = EffectOf(document, problems);
        CheckActions(document, effect, problems);
        var role = MinimumRoleOf(document, effect, problems);
        var condition = document.Condition is null ? null : CompileCondition(document.Condition, problems);
        if (problems.Any) return null;
        return new Policy
        {
            Name = source.Name,
            Effect = effect,
            SubjectTypes = document.SubjectTypes,
            Actions = NormalActions(document.Actions),
            ResourceTypes = NormalTypes(document.ResourceTypes),
            MinimumRole = role,
            Condition = condition,
        };
    }

    private static PolicyEffect EffectOf(PolicyDocument document, PolicyProblems problems)
    {
        if (document.Effect is not (null or "allow" or "deny")) problems.Add(document, "/effect", PolicyCodes.MemberValue, "An effect is \"allow\" or \"deny\".");
        return document.Effect == "allow" ? PolicyEffect.Allow : PolicyEffect.Deny;
    }

    private static void CheckActions(PolicyDocument document, PolicyEffect effect, PolicyProblems problems)
    {
        if (document.ResourceTypes.FirstOrDefault(EntityTypes.IsCore) is not { } coreType) return;
        for (var i = 0; i < document.Actions.Length; i++)
        {
            var action = document.Actions[i];
            var lower = action.ToLowerInvariant();
            if (!CoreActions.TryGetRequiredRole(lower, out _)) continue;

            if (action != lower)
                problems.Add(document, $"/actions/{i}", PolicyCodes.ActionCase, $"\"{action}\" differs from the action \"{lower}\" only by case, and would be another action. Write \"{lower}\".");
            else if (effect == PolicyEffect.Allow)
                problems.Add(document, $"/actions/{i}", PolicyCodes.CoreAllow, $"On \"{coreType}\" only roles give \"{action}\"; a policy can deny it, not allow it. Give the role by a grant, or make this a deny.");
        }
    }

    private static Role MinimumRoleOf(PolicyDocument document, PolicyEffect effect, PolicyProblems problems)
    {
        if (document.MinimumRole is not { } name) return Role.Viewer;
        if (!RoleNames.TryParse(name, out var role) || role == Role.None)
            problems.Add(document, "/minimumRole", PolicyCodes.MemberValue, "A role is \"viewer\", \"contributor\", \"editor\", \"admin\" or \"owner\".");
        if (effect == PolicyEffect.Deny)
            problems.Add(document, "/minimumRole", PolicyCodes.Role, "A deny holds for every role; to spare some, say so in the condition with subject.role.");
        else if (!document.ResourceTypes.All(EntityTypes.IsCore))
            problems.Add(document, "/minimumRole", PolicyCodes.Role, "Only user, team, project and generation have roles; put the other resource types into a policy of their own.");
        return role;
    }

    private static CelProgram? CompileCondition(string source, PolicyProblems problems)
    {
        try
        {
            var program = ConditionCompiler.Compile(source);
            if ((program.ResultKinds & CelKinds.Bool) != 0) return program;
            problems.Add("/condition", program.Position.Line, program.Position.Column, CelCodes.Type, $"A condition is true or false; this one is {CelKindNames.Describe(program.ResultKinds)}.");
        }
        catch (CelSourceException exception)
        {
            problems.Add("/condition", exception.Position.Line, exception.Position.Column, exception.Code, exception.Message);
        }

        return null;
    }

    // What "*" already covers is taken away, so that a policy is found once for each question.
    private static ImmutableArray<string> NormalActions(ImmutableArray<string> actions) =>
        actions.Contains(PolicyDocument.Any) ? [PolicyDocument.Any] : actions;

    private static ImmutableArray<string> NormalTypes(ImmutableArray<string> types) =>
        types.Contains(PolicyDocument.Any) ? [PolicyDocument.Any, .. types.Where(EntityTypes.IsCore)] : types;
}
