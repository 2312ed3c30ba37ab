using System.Net;

namespace Velro.Tests.Contract.SignIn;

/// <summary>
/// Tokens that are almost right (RFC 8725, RFC 9068 section 4): each is refused, and the one that is right all over, made in the same way, is
/// taken, so that none is refused for another reason.
/// </summary>
public sealed class TokenConfusionTests(SignInFixture api) : IClassFixture<SignInFixture>
{
    [Fact]
    public async Task A_token_that_is_right_all_over_is_taken()
    {
        var tokens = await api.SignInAsync(await api.CreatePersonAsync());

        (await api.With(new Forge(api, tokens.AccessToken).AsItIs()).GetAsync("/v1/me")).Ok();
    }

    [Theory]
    [InlineData("unsigned")]
    [InlineData("public key as a secret")]
    [InlineData("another key")]
    [InlineData("another payload")]
    [InlineData("another issuer")]
    [InlineData("another audience")]
    [InlineData("an id token")]
    [InlineData("no type")]
    [InlineData("expired")]
    [InlineData("not yet valid")]
    [InlineData("another's session")]
    [InlineData("no session")]
    [InlineData("cut off")]
    [InlineData("two tokens")]
    public async Task A_token_that_is_wrong_in_one_thing_is_refused(string what)
    {
        var tokens = await api.SignInAsync(await api.CreatePersonAsync());
        var forge = new Forge(api, tokens.AccessToken);
        var now = DateTimeOffset.UtcNow;
        var wrong = what switch
        {
            "unsigned" => forge.Unsigned(),
            "public key as a secret" => forge.ByPublicKeyAsSecret(),
            "another key" => forge.ByAnotherKey(),
            "another payload" => forge.WithPayloadExchanged(),
            "another issuer" => forge.WithIssuer("https://elsewhere.example/"),
            "another audience" => forge.WithAudience("velro-web"),
            "an id token" => forge.WithType("JWT"),
            "no type" => forge.WithType(""),
            "expired" => forge.Between(now.AddMinutes(-10), now.AddSeconds(-1)),
            "not yet valid" => forge.Between(now.AddMinutes(1), now.AddMinutes(5)),
            "another's session" => forge.WithSession(await SessionOfSomebodyAsync()),
            "no session" => forge.WithSession("019ab3c4-7d5e-7f60-8a91-b2c3d4e5f6ff"),
            "cut off" => tokens.AccessToken[..^4],
            _ => $"{tokens.AccessToken}.{tokens.AccessToken}",
        };

        (await api.With(wrong).GetAsync("/v1/me")).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");
    }

    /// <summary>Each costs a verification, and its maker nothing. Who is known is not kept out by that.</summary>
    [Fact]
    public async Task F2_who_sends_many_false_signatures_is_held_back_and_tokens_in_use_are_not()
    {
        var tokens = await api.SignInAsync(await api.CreatePersonAsync());
        var from = ("X-Forwarded-For", "203.0.113.99");
        (await api.With(tokens.AccessToken).GetAsync("/v1/me", from)).Ok();
        var forge = new Forge(api, tokens.AccessToken);
        for (var i = 0; i < 30; i++) (await api.With(forge.ByAnotherKey()).GetAsync("/v1/me", from)).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");

        (await api.With(forge.ByAnotherKey()).GetAsync("/v1/me", from)).Problem(HttpStatusCode.TooManyRequests, "credentials.throttled");

        (await api.With(tokens.AccessToken).GetAsync("/v1/me", from)).Ok();
        (await api.With(forge.ByAnotherKey()).GetAsync("/v1/me", ("X-Forwarded-For", "203.0.113.98"))).Problem(
            HttpStatusCode.Unauthorized, "credentials.invalid");
    }

    /// <summary>What the token endpoint gives beside access tokens opens nothing here.</summary>
    [Fact]
    public async Task A_refresh_token_is_no_access_token()
    {
        var tokens = await api.SignInAsync(await api.CreatePersonAsync());

        var refused = await api.With(tokens.RefreshToken).GetAsync("/v1/me");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
    }

    private async Task<string> SessionOfSomebodyAsync()
    {
        var other = await api.SignInAsync(await api.CreatePersonAsync());
        var sessions = (await api.With(other.AccessToken).GetAsync("/v1/me/sessions")).Ok().Body.GetProperty("items");
        return sessions[0].GetProperty("id").GetString()!;
    }
}
