using Velro.Benchmarks.Reports;
using Velro.Tests.Snapshots;

namespace Velro.Tests.Unit.Benchmarks;

/// <summary>A command writes between its marks, and nowhere else.</summary>
public sealed class MarkedSectionTests
{
    private const string Document =
        """
        # Title

        <!-- one: written by a command -->
        <!-- end of one -->

        Somebody's own text.

        <!-- two: written by a command -->

        as it was

        <!-- end of two -->

        The end.
        """;

    [Fact]
    public void What_stands_between_the_marks_is_replaced_and_all_else_stays()
    {
        var written = MarkedSection.Replace(Document, "one", "first\n");

        Assert.Contains("<!-- one: written by a command -->\n\nfirst\n\n<!-- end of one -->", written, StringComparison.Ordinal);
        Assert.Contains("as it was", written, StringComparison.Ordinal);
        Assert.StartsWith("# Title\n\n<!-- one", written, StringComparison.Ordinal);
        Assert.EndsWith("<!-- end of two -->\n\nThe end.", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Written_again_it_replaces_what_it_wrote()
    {
        var once = MarkedSection.Replace(Document, "two", "new");

        Assert.DoesNotContain("as it was", once, StringComparison.Ordinal);
        Assert.Equal(once, MarkedSection.Replace(MarkedSection.Replace(once, "two", "something longer\n\nin between"), "two", "new"));
    }

    [Theory]
    [InlineData("three")]
    [InlineData("")]
    public void A_document_without_the_marks_is_not_written(string name) =>
        Assert.Throws<InvalidOperationException>(() => MarkedSection.Replace(Document, name, "text"));

    [Fact]
    public void Marks_that_are_there_twice_or_the_wrong_way_round_are_refused()
    {
        Assert.Throws<InvalidOperationException>(() => MarkedSection.Replace(Document + Document, "one", "text"));
        Assert.Throws<InvalidOperationException>(
            () => MarkedSection.Replace("<!-- end of one -->\n<!-- one: written by a command -->", "one", "text"));
    }

    [Fact]
    public void The_document_on_performance_has_the_marks_of_all_commands_that_write_it()
    {
        var document = File.ReadAllText(Path.Combine(Snapshot.RepositoryRoot(), "docs", "performance.md"));

        foreach (var name in (string[])["scale growth", "scale replicas", "scale payload", "scale teams", "storage"])
            Assert.NotEqual(document, MarkedSection.Replace(document, name, "something else"));
    }
}
