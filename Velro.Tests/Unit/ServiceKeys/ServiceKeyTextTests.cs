using Velro.Data.ServiceKeys;

namespace Velro.Tests.Unit.ServiceKeys;

/// <summary>The text of a key: <c>vk_&lt;id&gt;_&lt;secret&gt;_&lt;checksum&gt;</c> (DESIGN.md section 5).</summary>
public sealed class ServiceKeyTextTests
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    [Fact]
    public void A_new_key_has_four_parts_and_tells_its_id()
    {
        var key = ServiceKeyText.Make();

        var parts = key.Text.Split('_');
        Assert.Equal(["vk", key.Id], parts[..2]);
        Assert.Equal((4, 43, 6), (parts.Length, parts[2].Length, parts[3].Length));
        Assert.True(Math.Log2(62) * parts[2].Length >= 256);
        Assert.True(ServiceKeyText.TryReadId(key.Text, out var id));
        Assert.Equal(key.Id, id);
        Assert.DoesNotContain(parts[2], key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_two_keys_have_anything_in_common()
    {
        var keys = Enumerable.Range(0, 1000).Select(static _ => ServiceKeyText.Make()).ToArray();

        Assert.Equal(1000, keys.Select(static key => key.Id).Distinct().Count());
        Assert.Equal(1000, keys.Select(static key => key.Text.Split('_')[2]).Distinct().Count());
    }

    /// <summary>CRC-32 finds every error within 32 bits that lie together, so every wrong character and every swap of neighbours.</summary>
    [Fact]
    public void Every_wrong_character_and_every_swap_of_neighbours_is_found()
    {
        var text = ServiceKeyText.Make().Text;
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var digit in Digits.Where(digit => digit != text[i]))
                Assert.False(ServiceKeyText.TryReadId(text[..i] + digit + text[(i + 1)..], out _));
            if (i > 0 && text[i] != text[i - 1])
                Assert.False(ServiceKeyText.TryReadId(text[..(i - 1)] + text[i] + text[i - 1] + text[(i + 1)..], out _));
        }
    }

    [Fact]
    public void What_is_cut_lengthened_or_of_other_characters_is_no_key()
    {
        var text = ServiceKeyText.Make().Text;
        foreach (var wrong in new[]
        {
            "", "vk_", text[..^1], text[1..], text + "0", " " + text, text + " ", text.ToUpperInvariant(), text.Replace('_', '-'),
            text[..20] + "é" + text[21..], text[..20] + "\0" + text[21..], "vk___" + text[5..], new string('_', text.Length),
        }) Assert.False(ServiceKeyText.TryReadId(wrong, out _), wrong);
    }

    /// <summary>The format is for ever: keys are in the hands of others.</summary>
    [Fact]
    public void A_key_of_the_first_release_is_read()
    {
        const string key = "vk_0123456789AB_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg_024vFm";

        Assert.True(ServiceKeyText.TryReadId(key, out var id));
        Assert.Equal("0123456789AB", id);
    }
}
