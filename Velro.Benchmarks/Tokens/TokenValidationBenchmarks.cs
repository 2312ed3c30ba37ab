using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using Velro.AuthApi;
using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.ServiceKeys;
using Velro.Authorization.Callers;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Topology;
using Velro.Data.Transactions;

namespace Velro.Benchmarks.Tokens;

/// <summary>From the text of an access token to what it says, once its signature has been verified; and what verifying it costs the first time.</summary>
[MemoryDiagnoser]
public class TokenValidationBenchmarks : IDisposable
{
    private const string Issuer = "https://velro.example/";

    private readonly JsonWebTokenHandler _handler = new();
    private BenchmarkTopology _topology = null!;
    private NpgsqlDataSource _database = null!;
    private WebApplication _app = null!;
    private SigningKeyRing? _ring;
    private AccessTokenReader _reader = null!;
    private TokenValidationParameters _parameters = null!;
    private string _text = "";

    /// <summary>Makes a signing key, as a first node does, and a token under it.</summary>
    [GlobalSetup]
    public async Task SignAsync()
    {
        _topology = await BenchmarkTopology.StartAsync(new ModelWorld(users: 20, seed: 1));
        _database = NpgsqlDataSource.Create(_topology.ConnectionString);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("Velro:PublicUrl", Issuer)]);
        _app = builder.Build();
        var services = _app.Services;
        var address = new PublicUrl(builder.Configuration, builder.Environment, services.GetRequiredService<IServer>());
        var breaker = new InvalidKeyBreaker(
            Options.Create(new ServiceKeyOptions()), TimeProvider.System, new ServiceKeyMetrics(services.GetRequiredService<IMeterFactory>()));
        _ring = new SigningKeyRing(
            new Store(_database, TimeProvider.System), new EphemeralDataProtectionProvider(), Options.Create(new TokenOptions()), TimeProvider.System);
        await _ring.RefreshAsync(CancellationToken.None);
        _reader = new AccessTokenReader(_ring, address, breaker, TimeProvider.System);

        var key = _ring.Current.ActiveAt(DateTimeOffset.UtcNow)!.Key;
        _text = _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "at+jwt",
            Issuer = Issuer,
            Audience = Issuer,
            Expires = DateTime.UtcNow.AddHours(1),
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
            Claims = new Dictionary<string, object>
            {
                ["sub"] = "0193a1b2-c3d4-7e5f-8a9b-u00000000001",
                [TokenClaims.Session] = "0193a1b2-c3d4-7e5f-8a9b-s00000000001",
                ["scope"] = $"{Scopes.Check} {Scopes.Search}",
            },
        });
        _parameters = new TokenValidationParameters { IssuerSigningKey = key, ValidIssuer = Issuer, ValidAudience = Issuer };
        if (Warm() is not { UserId.Length: > 0 }) throw new InvalidOperationException("The token does not count.");
    }

    /// <summary>Ends what was started.</summary>
    [GlobalCleanup]
    public async Task EndAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        await _topology.DisposeAsync();
    }

    /// <summary>A token that this node has verified.</summary>
    [Benchmark(Baseline = true)]
    public AccessToken? Warm() => _reader.Read(_text, source: null, out _);

    /// <summary>The signature and what every token must say, which a node looks at once.</summary>
    [Benchmark]
    public async Task<bool> Verify() => (await _handler.ValidateTokenAsync(_text, _parameters)).IsValid ? true : throw new InvalidOperationException("It does not.");

    /// <inheritdoc/>
    public void Dispose()
    {
        _ring?.Dispose();
        GC.SuppressFinalize(this);
    }
}
