using CsCheck;
using Velro.Data.Feed;

namespace Velro.Tests.Unit.Data;

public sealed class PostgresSnapshotTests
{
    private const ulong Ids = 12;

    private static readonly Gen<PostgresSnapshot> AnySnapshot =
        from xmin in Gen.ULong[0, 8]
        from xmax in Gen.ULong[xmin, Ids]
        from inProgress in Gen.Bool.Array[(int)(xmax - xmin)]
        select PostgresSnapshot.Parse($"{xmin}:{xmax}:{string.Join(',', IdsOf(xmin, inProgress))}");

    [Fact]
    public void It_sees_what_had_ended()
    {
        var snapshot = PostgresSnapshot.Parse("10:14:11,13");
        Assert.Equal([9UL, 10, 12], SeenBy(snapshot).Where(static xid => xid >= 9));
    }

    [Fact]
    public void It_is_at_least_another_when_it_sees_all_that_the_other_sees() => Gen.Select(AnySnapshot, AnySnapshot).Sample(
        static (one, other) => one.IsAtLeast(other) == SeenBy(other).All(one.Sees));

    [Fact]
    public void Two_are_equal_when_they_see_the_same() => Gen.Select(AnySnapshot, AnySnapshot).Sample(static (one, other) =>
        one.Equals(other) == SeenBy(one).SequenceEqual(SeenBy(other)) && (!one.Equals(other) || one.GetHashCode() == other.GetHashCode()));

    [Fact]
    public void With_an_id_it_sees_that_one_more_and_no_other() => Gen.Select(AnySnapshot, Gen.ULong[0, Ids + 1]).Sample(
        static (one, xid) => SeenBy(one.With(xid)).SequenceEqual(SeenBy(one).Append(xid).Distinct().Order()));

    [Fact]
    public void Its_text_reads_back() => AnySnapshot.Sample(static one => PostgresSnapshot.Parse(one.ToString()).Equals(one));

    [Theory]
    [InlineData("")]
    [InlineData("10:14")]
    [InlineData("14:10:")]
    [InlineData("10:14:11,11")]
    [InlineData("10:14:12,11")]
    [InlineData("10:14:9")]
    [InlineData("10:14:14")]
    [InlineData("10:14:x")]
    [InlineData("-1:14:")]
    [InlineData("10:14: 11")]
    public void Other_text_is_refused(string text) => Assert.Throws<FormatException>(() => PostgresSnapshot.Parse(text));

    private static IEnumerable<ulong> IdsOf(ulong xmin, bool[] inProgress) => inProgress.Index().Where(static id => id.Item).Select(id => xmin + (ulong)id.Index);

    private static IEnumerable<ulong> SeenBy(PostgresSnapshot snapshot)
    {
        for (var xid = 0UL; xid < Ids + 2; xid++)
        {
            if (snapshot.Sees(xid)) yield return xid;
        }
    }
}
