using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Operations;

/// <summary>What the contract says about precomputed views.</summary>
internal static class ViewOperations
{
    private const string Tag = "Operations";

    public static readonly Operation List = new("listViews", "Show how the precomputed views are")
    {
        Tag = Tag,
        Description = "How large and how fresh each is, and what was found wrong. No decision waits for them or rests on them alone.",
        Answers = [Ok("PrecomputedViews")],
    };

    public static readonly Operation Refresh = new("refreshView", "Have a view refreshed as a whole")
    {
        Tag = Tag,
        Description = "The warmer does it within seconds of the answer; `refreshRequestedAt` is null again when it is done.",
        Parameters = [new("name", "ViewName", "mv_platform_activity", "The view.")],
        Answers = [AcceptedAs("PrecomputedView")],
        Codes = ["view.unknown"],
    };
}
