using System.Collections.Immutable;
using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Policies;

/// <summary>What the contract says about policies.</summary>
internal static class PolicyOperations
{
    private const string Tag = "Policies";

    private static readonly ImmutableArray<OperationParameter> Named =
        [new("name", "Name", "record-write-active", "The name, as one percent-encoded segment: `/` is `%2F`.")];

    private static readonly ImmutableArray<string> OfAddress = ["address.malformed", "policy.name"];

    public static readonly Operation List = Described.List("listPolicies", "List policies", Tag, "Policy");

    public static readonly Operation Get = new("getPolicy", "Show a policy")
    {
        Tag = Tag,
        Parameters = Named,
        Answers = [Ok("Policy", isVersioned: true)],
        Codes = [.. OfAddress, "policy.unknown"],
    };

    public static readonly Operation Put = new("putPolicy", "Store a policy, if the set with it is valid")
    {
        Tag = Tag,
        Parameters = Named,
        Body = "PolicyDocument",
        Precondition = Precondition.Optional,
        Answers = [Ok("Policy", isVersioned: true), Created("Policy", isVersioned: true)],
        Codes = [.. OfAddress, "policies.invalid", "id.taken"],
    };

    public static readonly Operation Delete = new("deletePolicy", "Delete a policy")
    {
        Tag = Tag,
        Parameters = Named,
        Precondition = Precondition.Optional,
        Answers = [NoContent],
        Codes = [.. OfAddress, "policy.unknown"],
    };

    public static readonly Operation Validate = new("validatePolicies", "Tell what would be wrong with these policies among the stored ones")
    {
        Tag = Tag,
        Body = "ValidatePolicies",
        Answers = [Ok("PolicyValidation")],
        Codes = ["body.not_an_object"],
    };

    public static readonly Operation Simulate = new(
        "simulatePolicies", "Tell how cases, and recent decisions, would come out if these policies were stored")
    {
        Tag = Tag,
        Body = "SimulatePolicies",
        Answers = [Ok("PolicySimulation")],
        Codes = ["policies.invalid", "body.not_an_object"],
    };
}
