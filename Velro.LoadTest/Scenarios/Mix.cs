namespace Velro.LoadTest.Scenarios;

/// <summary>What an arrival does, and how often.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Share">The share of arrivals.</param>
/// <param name="RunAsync">Does it.</param>
/// <param name="ByPassword">Whether only people who have a password can.</param>
internal sealed record MixedAction(string Name, double Share, Func<Turn, Task> RunAsync, bool ByPassword = false);

/// <summary>Which actions there are, and with which shares.</summary>
internal sealed class Mix(IReadOnlyList<MixedAction> actions)
{
    /// <summary>Signing in is this share of all arrivals, unless that were more than the limit.</summary>
    private const double SignInShare = 0.01;

    public IReadOnlyList<MixedAction> Actions => actions;

    /// <summary>Nothing but checks by a service key.</summary>
    public static Mix Checks() => new([new("check", 1, AuthenticationScenario.CheckAsync)]);

    /// <summary>The platform's scenarios: auth heavy load 40 %, generation workflow 35 %, collaboration activity 25 %.</summary>
    /// <param name="rate">Arrivals a second.</param>
    /// <param name="signInsPerSecond">The most that sign in in a second: each costs a hash, which is meant to be expensive.</param>
    /// <param name="signedIn">How many people have a password.</param>
    public static Mix Platform(double rate, double signInsPerSecond, int signedIn)
    {
        var signIn = signedIn == 0 ? 0 : Math.Min(SignInShare, signInsPerSecond / rate);
        var authentication = 0.40 - signIn;
        return new Mix(
        [
            new("sign in", signIn, AuthenticationScenario.SignInAsync, ByPassword: true),
            new("check by the gateway", 0.50 * authentication, AuthenticationScenario.CheckAsync),
            new("check by the person", 0.20 * authentication, AuthenticationScenario.CheckOwnAsync),
            new("profile", 0.25 * authentication, AuthenticationScenario.ReadProfileAsync),
            new("change the profile", 0.05 * authentication, AuthenticationScenario.ChangeProfileAsync),

            new("create a generation", 0.20 * 0.35, GenerationScenario.CreateAsync),
            new("look at a generation", 0.40 * 0.35, GenerationScenario.ReadAsync),
            new("get media", 0.25 * 0.35, GenerationScenario.AccessMediaAsync),
            new("share a project", 0.15 * 0.35, GenerationScenario.ShareAsync),

            new("look at a team", 0.30 * 0.25, CollaborationScenario.ReadTeamAsync),
            new("look at its members", 0.20 * 0.25, CollaborationScenario.ReadMembersAsync),
            new("share with a team", 0.15 * 0.25, CollaborationScenario.ShareAsync),
            new("edit together", 0.35 * 0.25, CollaborationScenario.EditAsync),
        ]);
    }

    /// <summary>The action of a draw from 0 to less than 1.</summary>
    public MixedAction Pick(double draw)
    {
        foreach (var action in actions)
        {
            if ((draw -= action.Share) < 0) return action;
        }

        return actions[^1];
    }
}
