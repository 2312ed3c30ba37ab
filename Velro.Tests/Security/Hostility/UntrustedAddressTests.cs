using System.Net;
using Velro.Tests.Contract;
using Velro.Tests.Contract.Management;
using Velro.Tests.Stores;

namespace Velro.Tests.Security.Hostility;

/// <summary>D3: where a request comes from is what the connection says, but for proxies that the setting names.</summary>
public sealed class UntrustedAddressTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("203.0.113.0/24", false)]
    [InlineData("127.0.0.0/8", true)]
    public async Task D3_an_address_that_is_claimed_counts_only_from_a_trusted_peer(string? trusted, bool isBelieved)
    {
        await using var api = await Api.StartAsync(
            await postgres.CreateDatabaseAsync(),
            builder =>
            {
                if (trusted is not null) builder.UseSetting("Velro:TrustedProxies:0", trusted);
            });
        var administrator = new Person(api.CreateCaller());
        var made = (await administrator.PostAsync("/v1/service-keys", new { name = "N", scopes = new[] { "check" }, networks = new[] { "198.51.100.0/24" } }))
            .Ok(HttpStatusCode.Created);
        var person = new Person(api.CreateCaller(made.Text("key")));

        var reply = await person.GetAsync("/v1/me", ("X-Forwarded-For", "198.51.100.7"), ("Velro-At-Least", made.Revision!));

        Assert.Equal(isBelieved, reply.Status == HttpStatusCode.OK);
    }
}
