using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Clients;

/// <summary>What the contract says about confidential clients.</summary>
internal static class ClientOperations
{
    private const string Tag = "Clients";
    private const string Example = "019ab3c4-7d5e-7f60-8a91-b2c3d4e5f609";

    public static readonly Operation List = Described.List("listClients", "List confidential clients", Tag, "Client");

    public static readonly Operation Get = new("getClient", "Show a confidential client")
    {
        Tag = Tag,
        Parameters = [Id(Example, "The client.")],
        Answers = [Ok("Client")],
        Codes = ["client.unknown"],
    };

    public static readonly Operation Create = new("createClient", "Register a confidential client")
    {
        Tag = Tag,
        Description =
            "It signs in at `/connect/token` by client credentials, and is then bound by its owner as a service key is. The answer shows the " +
            "secret this once.",
        Body = "CreateClient",
        Answers = [Created("NewClient")],
        Codes = ["user.unknown", "act_as.refused", "service_key.above_own", "body.not_an_object"],
    };

    public static readonly Operation Delete = new("deleteClient", "Delete a confidential client")
    {
        Tag = Tag,
        Description = "Its tokens count no more, on any node.",
        Parameters = [Id(Example, "The client.")],
        Answers = [NoContent],
        Codes = ["client.unknown"],
    };
}
