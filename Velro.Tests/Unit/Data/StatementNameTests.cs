using Velro.Data.Pools;

namespace Velro.Tests.Unit.Data;

/// <summary>Statements are known by the names that stand before them.</summary>
public sealed class StatementNameTests
{
    [Theory]
    [InlineData("/* velro:accounts.find */ select 1", "accounts.find")]
    [InlineData("\n    /* velro:feed.poll */\n    select 1", "feed.poll")]
    [InlineData("select 1", null)]
    [InlineData("select 1 /* velro:accounts.find */", null)]
    [InlineData("/* velro: */ select 1", null)]
    [InlineData("/* velro:accounts.find", null)]
    [InlineData("", null)]
    public void The_name_is_what_the_comment_before_a_statement_says(string statement, string? name) =>
        Assert.Equal(name, StatementName.Of(statement));
}
