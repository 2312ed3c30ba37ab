using Velro.Authorization.Callers;

namespace Velro.Tests.Integration.History;

/// <summary>What is presented with a question: a key, or a token of a session.</summary>
/// <param name="Id">The key, or the session.</param>
/// <param name="User">Whose session the token says that it is, rightly or not; null: it is a key.</param>
internal sealed record Credential(string Id, string? User)
{
    /// <summary>A credential of the administrator, which most questions are asked with, or of somebody else.</summary>
    public static Credential Random(Names names, Random random)
    {
        switch (random.Next(14))
        {
            case 0:
                return new Credential("k.other", User: null);
            case 1:
                return new Credential($"k.u{random.Next(2)}", User: null);
            case < 6:
                var session = Names.Any(random, names.Sessions);
                return new Credential(session, random.Next(10) == 0 ? Names.Any(random, names.Users) : Names.OwnerOf(session));
            default:
                return new Credential("k.root", User: null);
        }
    }

    /// <summary>As a request presents it.</summary>
    public PresentedCredential Present() => User is null
        ? new PresentedKey(Id, new byte[32])
        : new AccessToken(Id, User, [Scopes.Check], DateTimeOffset.MaxValue, AuthenticationLevel: null);
}
