using Velro.Authorization.Entities;

namespace Velro.Tests.Unit;

public sealed class EntityNamesTests
{
    [Theory]
    [InlineData("user", "alice@example.org", true)]
    [InlineData("user", "a b", false)]
    [InlineData("generation", "", false)]
    [InlineData("route", "/users/{userId}", true)]
    [InlineData("route", "line\nbreak", false)]
    [InlineData("route", "\ud83d\ude00", true)]
    public void An_id_has_the_alphabet_of_its_type(string type, string id, bool isId) => Assert.Equal(isId, EntityNames.IsId(type, id));

    [Fact]
    public void An_unpaired_surrogate_is_not_text() => Assert.False(EntityNames.IsId("route", "\ud800"));

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_core_id_has_at_most_128_characters(int length, bool isId) => Assert.Equal(isId, EntityNames.IsId("team", new string('a', length)));

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void An_attribute_id_has_at_most_512_characters(int length, bool isId) => Assert.Equal(isId, EntityNames.IsId("record", new string('ä', length)));
}
