using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Velro.AuthApi.Authentication.Tokens;
using Velro.Authorization.Callers;
using Velro.Tests.Unit;

namespace Velro.Tests.Contract.SignIn;

/// <summary>A token that was verified is known from then on: no signature is looked at again, and nothing is allocated.</summary>
public sealed class WarmTokenTests(SignInFixture api) : IClassFixture<SignInFixture>
{
    private const int Rounds = 20_000;

    [Fact]
    public async Task A_warm_token_is_read_without_allocating()
    {
        var token = (await api.SignInAsync(await api.CreatePersonAsync())).AccessToken;
        var reader = api.Services.GetRequiredService<AccessTokenReader>();
        var first = reader.Read(token, source: null, out _);
        Assert.NotNull(first);
        for (var i = 0; i < Rounds; i++) Assert.Same(first, reader.Read(token, source: null, out _));

        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Rounds; i++) reader.Read(token, source: null, out _);
        var time = Stopwatch.GetElapsedTime(start);

        TestContext.Current.TestOutputHelper?.WriteLine($"{time.TotalMicroseconds / Rounds:0.00} µs for {token.Length} characters");
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < Rounds; i++) reader.Read(token, source: null, out _);
        }));
    }

    /// <summary>What is remembered of a token is its digest: a text that differs in one letter is another one.</summary>
    [Fact]
    public async Task A_token_that_differs_in_one_letter_is_verified_by_itself()
    {
        var token = (await api.SignInAsync(await api.CreatePersonAsync())).AccessToken;
        var reader = api.Services.GetRequiredService<AccessTokenReader>();
        Assert.NotNull(reader.Read(token, source: null, out _));

        for (var i = 0; i < token.Length - 1; i += 7)
        {
            var other = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];

            // Each from an address of its own: who sends many false ones is held back.
            Assert.Null(reader.Read(other, new IPAddress([10, 0, 0, (byte)(i / 7)]), out var flaw));
            Assert.NotEqual(TokenFlaw.Throttled, flaw);
        }
    }

    /// <summary>A key that was withdrawn takes its tokens with it, those that are known among them.</summary>
    [Fact]
    public void What_is_known_counts_under_the_keys_that_it_was_verified_with()
    {
        var (some, others) = (new SigningKeys([]), new SigningKeys([]));
        var tokens = new VerifiedTokens();
        var token = new Velro.Authorization.Callers.AccessToken("s", "u", [], DateTimeOffset.MaxValue, AuthenticationLevel: null);
        tokens.Keep([1, 2, 3, 4], some, token);

        Assert.Same(token, tokens.Find([1, 2, 3, 4], some));
        Assert.Null(tokens.Find([1, 2, 3, 4], others));
        Assert.Null(tokens.Find([1, 2, 3, 5], some));
    }
}
