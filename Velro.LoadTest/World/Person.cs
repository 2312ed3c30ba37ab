using Velro.LoadTest.Http;

namespace Velro.LoadTest.World;

/// <summary>A virtual user.</summary>
internal sealed class Person
{
    private int _renewing;

    /// <param name="number">The place in the world.</param>
    /// <param name="id">The user.</param>
    /// <param name="email">What they sign in with; null: they do not, and a service key acts for them.</param>
    /// <param name="actor">That key, acting for them.</param>
    public Person(int number, string id, string? email, Credential actor)
    {
        Number = number;
        Id = id;
        Email = email;
        Credential = actor;
    }

    public int Number { get; }

    public string Id { get; }

    public string? Email { get; }

    /// <summary>Their own project, and a generation in it.</summary>
    public string ProjectId { get; set; } = "";

    public string GenerationId { get; set; } = "";

    /// <summary>What they send now.</summary>
    public Credential Credential { get; private set; }

    public string? AccessToken { get; private set; }

    public string? RefreshToken { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When the token is exchanged for another: before its end, and not together with all others'.</summary>
    public DateTimeOffset RenewAt { get; private set; }

    public bool SignsIn => Email is not null;

    /// <summary>The sharing of their project with <see cref="WorldShape.GuestOf"/>.</summary>
    public SharingSlot Guest { get; } = new();

    /// <summary>The sharing of their project with the team of <see cref="WorldShape.TeamGuestOf"/>.</summary>
    public SharingSlot Team { get; } = new();

    /// <summary>Whether the caller is the one who exchanges the token now.</summary>
    public bool TryRenew() => Interlocked.CompareExchange(ref _renewing, 1, 0) == 0;

    public void Renewed() => Volatile.Write(ref _renewing, 0);

    /// <summary>Takes the tokens of a sign-in or an exchange.</summary>
    public void Take(string accessToken, string? refreshToken, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        AccessToken = accessToken;
        RefreshToken = refreshToken;
        ExpiresAt = expiresAt;
        RenewAt = now + ((expiresAt - now) * (0.6 + (0.3 * (Number % 97 / 97.0))));
        Credential = new Credential(accessToken);
    }

    /// <summary>The session is over: nothing but another sign-in helps.</summary>
    public void LoseSession() => RefreshToken = null;
}
