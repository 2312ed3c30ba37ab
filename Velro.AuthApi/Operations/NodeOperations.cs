using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Operations;

/// <summary>What the contract says about what nodes say of themselves.</summary>
internal static class NodeOperations
{
    private const string Tag = "Operations";

    private const string OfAll =
        "It answers for all nodes, each named: for the one that answers as it is now, for the others as they said last, which is seconds ago and stands " +
        "in `at`. One that says nothing more is left out after a minute. Counts are since a node's `startedAt`.";

    public static readonly Operation Nodes = new("listNodes", "Show how the nodes are")
    {
        Tag = Tag,
        Description = OfAll + " What it adapts by itself and sees ahead is there too.",
        Answers = [Ok("Nodes")],
    };

    public static readonly Operation Cache = new("showCache", "Show what the caches do")
    {
        Tag = Tag,
        Description = OfAll + " `total` is of all nodes of the API that said so.",
        Answers = [Ok("Caches")],
    };

    public static readonly Operation Pools = new("listPools", "Show the pools of connections to the database")
    {
        Tag = Tag,
        Description = OfAll,
        Answers = [Ok("ConnectionPools")],
    };

    public static readonly Operation Feed = new("showFeed", "Show how the nodes follow the changes of the database")
    {
        Tag = Tag,
        Description = OfAll,
        Answers = [Ok("ChangeFeed")],
    };

    public static readonly Operation Report = new("showReport", "Report on the last days")
    {
        Tag = Tag,
        Description = "What is to be and what was, incidents, trends and capacity, from samples that the nodes write every few minutes. What they did not " +
            "tell is missing, and not taken for good. As JSON, as Markdown (`Accept: text/markdown`) or as a page (`Accept: text/html`).",
        Parameters = [new("days", "ReportDays", "7", "How many days it goes back; 7 when it is left out.") { IsInQuery = true }],
        Answers = [Ok("PerformanceReport") with { TextTypes = ["text/markdown", "text/html"] }],
        Codes = ["request.invalid"],
    };
}
