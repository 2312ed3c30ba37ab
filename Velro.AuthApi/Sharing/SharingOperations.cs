using System.Collections.Immutable;
using Velro.AuthApi.Contract;
using Velro.Authorization.Entities;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Sharing;

/// <summary>What the contract says about grants and blocks on things of one type.</summary>
/// <param name="type">The type of the things.</param>
internal sealed class SharingOperations(string type)
{
    private readonly string _name = char.ToUpperInvariant(type[0]) + type[1..];

    private readonly ImmutableArray<string> _unknown = AccessAnd($"{type}.unknown");

    private string Tag => $"{_name}s";

    private OperationParameter Thing => Id(type == EntityTypes.Project ? "campaign" : "sketch", $"The {type}.");

    public Operation ListGrants => List($"list{_name}Grants", $"List the grants on a {type}", Tag, "Grant", _unknown) with
    {
        Description = "Needs `share`.",
        Parameters = [Thing],
    };

    public Operation PutGrant(string granteeType) => new(
        $"put{_name}{NameOf(granteeType)}Grant", $"Give a {granteeType} a role on a {type}, or deny it everything there")
    {
        Tag = Tag,
        Description = "Needs `share`.",
        Parameters = [Thing, GranteeOf(granteeType)],
        Body = "PutGrant",
        Answers = [Ok("Grant"), Created("Grant")],
        Codes = [.. _unknown, $"{granteeType}.unknown", $"{type}.owner_denied", "body.not_an_object"],
    };

    public Operation DeleteGrant(string granteeType) => new(
        $"delete{_name}{NameOf(granteeType)}Grant", $"Take the role of a {granteeType} on a {type} away")
    {
        Tag = Tag,
        Description = "Needs `share`.",
        Parameters = [Thing, GranteeOf(granteeType)],
        Answers = [NoContent],
        Codes = [.. _unknown, $"{granteeType}.unknown"],
    };

    public Operation PutBlock => new($"put{_name}Block", $"Block a user on a {type}")
    {
        Tag = Tag,
        Description = "Needs `share`. A block wins over every role.",
        Parameters = [Thing, Id("dave", "The user.", "userId")],
        Answers = [NoContent],
        Codes = [.. _unknown, "user.unknown", $"{type}.owner_denied"],
    };

    public Operation DeleteBlock => new($"delete{_name}Block", $"End the block of a user on a {type}")
    {
        Tag = Tag,
        Description = "Needs `share`.",
        Parameters = [Thing, Id("dave", "The user.", "userId")],
        Answers = [NoContent],
        Codes = [.. _unknown, "user.unknown"],
    };

    private static OperationParameter GranteeOf(string granteeType) =>
        Id(granteeType == EntityTypes.User ? "grace" : "agency", $"The {granteeType}.", "granteeId");

    private static string NameOf(string granteeType) => granteeType == EntityTypes.User ? "User" : "Team";
}
