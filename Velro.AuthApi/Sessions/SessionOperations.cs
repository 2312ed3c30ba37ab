using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Sessions;

/// <summary>What the contract says about sessions.</summary>
internal static class SessionOperations
{
    private const string Tag = "Sessions";
    private const string Example = "019ab3c4-7d5e-7f60-8a91-b2c3d4e5f608";

    public static readonly Operation List = Described.List("listMySessions", "List where one is signed in", Tag, "Session", [.. AccessAnd("user.unknown")]);

    public static readonly Operation End = new("endMySession", "Sign out somewhere")
    {
        Tag = Tag,
        Description = "Every token of the session, and of those that were begun in it, counts no more, on any node.",
        Parameters = [Id(Example, "The session.")],
        Answers = [NoContent],
        Codes = [.. AccessAnd("user.unknown", "session.unknown")],
    };

    public static readonly Operation EndAll = new("endMySessions", "Sign out everywhere")
    {
        Tag = Tag,
        Description = "The session that asks ends too.",
        Answers = [NoContent],
        Codes = [.. AccessAnd("user.unknown")],
    };
}
