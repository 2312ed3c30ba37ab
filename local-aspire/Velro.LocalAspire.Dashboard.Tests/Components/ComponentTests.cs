using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FluentUI.AspNetCore.Components;
using Velro.LocalAspire.Dashboard.Components;
using Velro.LocalAspire.Dashboard.Components.Parts;
using Velro.LocalAspire.Dashboard.Contract;
using Velro.LocalAspire.Dashboard.Filters;

namespace Velro.LocalAspire.Dashboard.Tests.Components;

public sealed class ComponentTests : BunitContext
{
    public ComponentTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddFluentUIComponents();
    }

    [Fact]
    public void A_secret_is_not_in_the_page_until_it_is_shown_and_goes_again()
    {
        var table = Render<PropertyTable>(parameters => parameters
            .Add(table => table.Label, "Environment")
            .Add(table => table.Rows, [new PropertyRow("PASSWORD", "hunter2", IsSecret: true), new PropertyRow("Type", "Project")]));
        Assert.DoesNotContain("hunter2", table.Markup, StringComparison.Ordinal);
        Assert.Contains("Project", table.Markup, StringComparison.Ordinal);
        table.Find("[aria-label='Show the value of PASSWORD']").Click();
        Assert.Contains("hunter2", table.Markup, StringComparison.Ordinal);
        table.Find("[aria-label='Hide the value of PASSWORD']").Click();
        Assert.DoesNotContain("hunter2", table.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_and_sensitive_facts_of_a_resource_are_secrets()
    {
        var resource = Resource("authapi") with
        {
            Environment = [new ResourceVariable("ConnectionStrings__velro", "Password=abc"), new ResourceVariable("PLAIN", "plain text")],
            Properties =
            [
                new ResourceProperty("Value", "the master key", IsSensitive: true),
                new ResourceProperty("executable.pid", "42", IsSensitive: false),
            ],
        };
        var details = Render<ResourceDetails>(parameters => parameters.Add(details => details.Resource, resource)).Markup;
        Assert.DoesNotContain("Password=abc", details, StringComparison.Ordinal);
        Assert.DoesNotContain("plain text", details, StringComparison.Ordinal);
        Assert.DoesNotContain("the master key", details, StringComparison.Ordinal);
        Assert.Contains(">42<", details, StringComparison.Ordinal);
    }

    [Fact]
    public void Filters_are_taken_away_one_by_one_and_added()
    {
        FieldFilter[] filters = [new("a", FilterCondition.Equals, "1"), new("b", FilterCondition.Contains, "2")];
        IReadOnlyList<FieldFilter>? changed = null;
        var bar = Render<FieldFilters>(parameters => parameters
            .Add(bar => bar.Filters, filters)
            .Add(bar => bar.Names, ["a", "b"])
            .Add(bar => bar.OnChange, chosen => changed = chosen));
        bar.Find("[aria-label='Take the filter a = 1 away']").Click();
        Assert.Equal([filters[1]], changed);
    }

    [Theory]
    [InlineData("Running", "Healthy", null, "good", "Running")]
    [InlineData("Running", "Unhealthy", null, "warn", "Running (unhealthy)")]
    [InlineData("Finished", null, 0, "quiet", "Finished")]
    [InlineData("Finished", null, 3, "bad", "Finished (exit code 3)")]
    [InlineData("FailedToStart", null, null, "bad", "FailedToStart")]
    [InlineData("Waiting", null, null, "busy", "Waiting")]
    public void A_state_says_in_words_what_its_colour_says(string state, string? health, int? exitCode, string style, string text)
    {
        var badge = Render<StateBadge>(parameters => parameters.Add(
            badge => badge.Resource, Resource("x") with { State = state, Health = health, ExitCode = exitCode }));
        Assert.Equal(text, badge.Find("span.state > span").TextContent);
        Assert.Contains(style, badge.Find("span.state").ClassList);
    }

    [Fact]
    public void A_graph_stands_right_of_what_it_needs_and_replicas_are_one()
    {
        ResourceState[] resources =
        [
            Resource("postgres"),
            Resource("velro") with { Relations = [new("postgres", "Parent")] },
            Resource("authapi-1") with
            {
                Name = "authapi", Relations = [new("velro", "Reference"), new("velro", "WaitFor"), new("absent", "Reference")],
            },
            Resource("authapi-2") with { Name = "authapi", Relations = [new("velro", "Reference")] },
            Resource("round") with { Relations = [new("trip", "Reference")] },
            Resource("trip") with { Relations = [new("round", "Reference")] },
        ];
        var layout = GraphLayout.Of(resources);
        var boxes = layout.Boxes.ToDictionary(box => box.Name);
        Assert.Equal(5, boxes.Count);
        Assert.True(boxes["postgres"].X < boxes["velro"].X && boxes["velro"].X < boxes["authapi"].X);
        Assert.Equal(2, boxes["authapi"].Replicas.Count);
        Assert.Single(layout.Lines, line => line.From.Name == "authapi");
        Assert.Equal(boxes.Count, boxes.Values.Select(box => (box.X, box.Y)).Distinct().Count());
    }

    [Fact]
    public void Colours_of_a_terminal_are_read_and_its_other_codes_left_out()
    {
        var runs = AnsiText.Read("\x1b[40m\x1b[32minfo\x1b[39m\x1b[22m\x1b[49m: \x1b[1mbold\x1b[0m\x1b[2K end");
        Assert.Equal([new("info", "ansi-green"), new(": ", null), new("bold", "bold"), new(" end", null)], runs);
        Assert.Equal([new("<b>plain</b>", null)], AnsiText.Read("<b>plain</b>"));
    }

    private static ResourceState Resource(string id) => new(id, id, "Project", "Running", null, null, null, null, null, null, null);
}
