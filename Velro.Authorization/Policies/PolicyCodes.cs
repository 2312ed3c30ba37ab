namespace Velro.Authorization.Policies;

/// <summary>The stable codes of what can be wrong with a policy document. Those of conditions stand with the language.</summary>
internal static class PolicyCodes
{
    public const string Name = "policy.name";
    public const string NameTwice = "policy.name.duplicate";
    public const string TooLarge = "policy.document.too_large";
    public const string Json = "policy.document.json";
    public const string UnknownMember = "policy.member.unknown";
    public const string MissingMember = "policy.member.missing";
    public const string MemberTwice = "policy.member.duplicate";
    public const string MemberType = "policy.member.type";
    public const string MemberValue = "policy.member.value";
    public const string ActionCase = "policy.action.case";
    public const string CoreAllow = "policy.allow.core_action";
    public const string Role = "policy.role.misplaced";
}
