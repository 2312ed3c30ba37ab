using Velro.AuthApi.Audit;
using Velro.Authorization.Decisions;

namespace Velro.Tests.Unit.Audit;

public sealed class DecisionTallyTests
{
    [Fact]
    public void Decisions_are_counted_by_what_they_were_and_why()
    {
        var tally = new DecisionTally();
        Decision permit = new(true, DecisionReason.Role, DecisionLayer.Relationship, SubjectMayRead: true);
        Decision blocked = new(false, DecisionReason.Blocked, DecisionLayer.Denial, SubjectMayRead: false);
        for (var i = 0; i < 3; i++) tally.Add(permit);
        tally.Add(blocked);

        Assert.Equal(
            ["3 permitted role 4", "1 denied blocked 3"],
            tally.Measure().Select(static one => string.Join(
                ' ', [one.Value, .. new[] { "velro.decision", "velro.decision.reason", "velro.decision.layer" }.Select(name => ValueOf(one.Tags, name))])));
    }

    private static object? ValueOf(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name) return tag.Value;
        }

        return null;
    }
}
