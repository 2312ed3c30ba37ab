using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Tests.Unit.Data;

/// <summary>What it comes to when another way to the database than the store threw something.</summary>
public sealed class StoreUnavailableTests
{
    [Theory]
    [InlineData("57P01", "store.unavailable")]
    [InlineData("57P03", "store.unavailable")]
    [InlineData("53300", "store.unavailable")]
    [InlineData("25006", "store.unavailable")]
    [InlineData("40001", "store.contended")]
    [InlineData("40P01", "store.contended")]
    [InlineData("23505", null)]
    [InlineData("42P01", null)]
    public void What_the_server_says_is_told_apart_however_deep_it_is_wrapped(string state, string? code)
    {
        var said = new PostgresException("said", "ERROR", "ERROR", state);
        var wrapped = new InvalidOperationException("an exception that is likely due to a transient failure", new InvalidOperationException("", said));

        Assert.Equal(code, StoreUnavailableException.Of(wrapped)?.Code);
    }

    [Fact]
    public void A_server_that_says_nothing_is_away() =>
        Assert.Equal("store.unavailable", StoreUnavailableException.Of(new InvalidOperationException("", new NpgsqlException("", new IOException())))?.Code);

    [Fact]
    public void What_has_nothing_to_do_with_the_database_is_no_reason() => Assert.Null(StoreUnavailableException.Of(new InvalidOperationException("x")));
}
