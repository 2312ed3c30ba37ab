using System.Collections.Immutable;
using System.Net;
using Velro.AuthApi.Problems;
using Velro.AuthApi.ServiceKeys;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;

namespace Velro.Tests.Unit.ServiceKeys;

/// <summary>What a key may at most, by who makes it (RIGHTS.md A1, A3).</summary>
public sealed class KeyBoundsTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A3_a_person_makes_keys_within_what_people_may_use_and_their_token_has()
    {
        foreach (var scope in Scopes.All)
        {
            var person = new KeyBounds(new Caller(CallerKind.Person, "s", "ann", IsAdministrator: true, Scopes.All), key: null);
            Assert.Equal(Scopes.OfPeople.Contains(scope), Accepts(person, Wanted(scope)));
        }

        var narrow = new KeyBounds(new Caller(CallerKind.Person, "s", "ann", IsAdministrator: false, [Scopes.KeysManage, Scopes.Check]), key: null);
        Assert.True(Accepts(narrow, Wanted(Scopes.Check)));
        Assert.False(Accepts(narrow, Wanted(Scopes.Search)));
    }

    [Fact]
    public void A3_a_persons_key_has_no_end_and_no_networks_unless_it_is_given_some()
    {
        var person = new KeyBounds(new Caller(CallerKind.Person, "s", "ann", IsAdministrator: false, [Scopes.Check]), key: null);

        var limits = person.Of(Wanted(Scopes.Check), Now);
        Assert.Equal((null, null), (limits.ExpiresAt, limits.EvaluationsPerSecond));
        Assert.Empty(limits.Networks);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", true)]
    [InlineData("10.0.0.0/8", "10.1.2.0/24", true)]
    [InlineData("10.0.0.0/8", "0.0.0.0/0", false)]
    [InlineData("10.0.0.0/8", "11.0.0.0/8", false)]
    [InlineData("10.0.0.0/8", "10.1.0.0/16 11.0.0.0/16", false)]
    [InlineData("10.0.0.0/8 11.0.0.0/8", "10.1.0.0/16 11.0.0.0/16", true)]
    [InlineData("10.0.0.0/8 11.0.0.0/8", "10.0.0.0/7", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::/48", true)]
    [InlineData("2001:db8::/32", "2001:db9::/48", false)]
    [InlineData("::/0", "10.0.0.0/8", false)]
    [InlineData("0.0.0.0/0", "::/0", false)]
    [InlineData("", "10.0.0.0/8", true)]
    public void A1_the_networks_of_a_key_lie_within_those_of_its_maker(string own, string wanted, bool isAccepted)
    {
        var key = new ServiceKeyContext("k", "ann", [1], [Scopes.Check], ExpiresAt: null, IsRevoked: false) { Networks = Parse(own) };
        var bounds = new KeyBounds(new Caller(CallerKind.ServiceKey, "k", "ann", IsAdministrator: false, key.Scopes), key);

        Assert.Equal(isAccepted, Accepts(bounds, Wanted(Scopes.Check) with { Networks = Parse(wanted) }));
    }

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("203.0.113.7/32", true)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("::/0", true)]
    [InlineData("10.0.0.1/8", false)]
    [InlineData("2001:db8::1/32", false)]
    [InlineData("10.0.0.0", false)]
    [InlineData("10/8", false)]
    [InlineData("012.0.0.0/8", false)]
    [InlineData("0x0a000000/8", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("10.0.0.0/08", false)]
    [InlineData("10.0.0.0/-1", false)]
    [InlineData("::ffff:10.0.0.0/104", false)]
    [InlineData("fe80::%1/64", false)]
    [InlineData("example.com/8", false)]
    [InlineData("", false)]
    public void A_network_is_one_in_cidr_notation_without_bits_beyond_its_prefix(string text, bool isOne) =>
        Assert.Equal(isOne, KeyNetworks.TryParse(text, out _));

    private static CreateServiceKey Wanted(string scope) => new("K", [scope], ExpiresAt: null, Networks: null, EvaluationsPerSecond: null);

    private static ImmutableArray<IPNetwork> Parse(string networks) =>
        [.. networks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static text => IPNetwork.Parse(text))];

    private static bool Accepts(KeyBounds bounds, CreateServiceKey request)
    {
        try
        {
            bounds.Of(request, Now);
            return true;
        }
        catch (ProblemException exception)
        {
            Assert.Equal((403, "service_key.above_own"), (exception.Problem.Status, exception.Problem.Code));
            return false;
        }
    }
}
