using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Emergency;

/// <summary>What the contract says about emergency access.</summary>
internal static class EmergencyOperations
{
    private const string Tag = "Emergency access";
    private const string Example = "019ab3c4-7d5e-7f60-8a91-b2c3d4e5f607";

    public static readonly Operation Get = new("getEmergencyAccess", "Show an emergency access")
    {
        Tag = Tag,
        Parameters = [Id(Example, "The emergency access.")],
        Answers = [Ok("EmergencyAccess")],
        Codes = ["emergency_access.unknown"],
    };

    public static readonly Operation Give = new("giveEmergencyAccess", "Let a user into a project or generation for a while")
    {
        Tag = Tag,
        Description = "At most four hours, with a reason that the audit trail keeps.",
        Body = "GiveEmergencyAccess",
        Answers = [Created("EmergencyAccess")],
        Codes = ["user.unknown", "project.unknown", "generation.unknown", "body.not_an_object"],
    };

    public static readonly Operation End = new("endEmergencyAccess", "End an emergency access before its time")
    {
        Tag = Tag,
        Parameters = [Id(Example, "The emergency access.")],
        Answers = [NoContent],
        Codes = ["emergency_access.unknown"],
    };
}
