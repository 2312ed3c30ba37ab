using Velro.Data.Secrets;
using Velro.Data.ServiceKeys;

namespace Velro.Tests.Unit.Data;

public sealed class SecretsTests
{
    private static readonly MasterKey Master = new MasterKey("0123456789abcdef0123456789abcdef");

    [Fact]
    public void A_derived_key_is_that_of_other_implementations_of_HKDF() => Assert.Equal(
        "527F5BD6D76A0756F7C85E7694395E4C134C31A121EEAA93C2694B76EBF68F74",
        Convert.ToHexString(Master.DeriveKey("service-key")));

    [Fact]
    public void Each_purpose_has_its_own_key() => Assert.NotEqual(Master.DeriveKey("service-key"), Master.DeriveKey("cursor"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcde")]
    public void A_master_key_that_is_short_or_missing_is_refused_without_being_told(string? text)
    {
        var error = Assert.Throws<ArgumentException>(() => new MasterKey(text));
        if (!string.IsNullOrEmpty(text)) Assert.DoesNotContain(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_matches_its_own_text_under_its_own_master_key_only()
    {
        var hasher = new ServiceKeyHasher(Master);
        var hash = hasher.Hash("vk_1_secret");
        Assert.True(hasher.Matches("vk_1_secret", hash));
        Assert.False(hasher.Matches("vk_1_secreT", hash));
        Assert.False(hasher.Matches("", hash));
        Assert.False(new ServiceKeyHasher(new MasterKey("0123456789abcdef0123456789abcdeF")).Matches("vk_1_secret", hash));
        Assert.False(hasher.Matches("vk_1_secret", []));
    }

    [Theory]
    [InlineData("abcdefghijklmnopqrstuv-_", true)]
    [InlineData("abcdefghijklmnopqrstuvw", false)]
    [InlineData("abcdefghijklmnopqrstuvw.", false)]
    [InlineData("abcdefghijklmnopqrstuvwä", false)]
    [InlineData("vk_defghijklmnopqrstuvwx", false)]
    [InlineData("", false)]
    public void A_bootstrap_key_has_24_to_200_characters_of_its_alphabet(string text, bool isOne) =>
        Assert.Equal(isOne, BootstrapKeyText.IsWellFormed(text));

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void A_bootstrap_key_has_at_most_200_characters(int length, bool isOne) =>
        Assert.Equal(isOne, BootstrapKeyText.IsWellFormed(new string('a', length)));
}
