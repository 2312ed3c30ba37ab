using Velro.Cli;

namespace Velro.Tests.Unit.Cli;

/// <summary>A misspelt name must not let a test pass: whom and what a file names is in its world.</summary>
public sealed class WorldTests : IDisposable
{
    private const string Time = "now: 2027-03-01T12:00:00Z\n";

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("projects: { p: { owner: |b } }", "There is no user 'b' in this world.")]
    [InlineData("projects: { p: { owner: a, grants: { 'user:b': |viewer } } }", "There is no user 'b' in this world.")]
    [InlineData("projects: { p: { owner: a, grants: { 'team:t': |viewer } } }", "There is no team 't' in this world.")]
    [InlineData("projects: { p: { owner: a, blocks: [a, |b] } }", "There is no user 'b' in this world.")]
    [InlineData("teams: { t: { parent: |u } }", "There is no team 'u' in this world.")]
    [InlineData("teams: { t: { members: { b: |viewer } } }", "There is no user 'b' in this world.")]
    [InlineData("generations: { g: { owner: |b } }", "There is no user 'b' in this world.")]
    [InlineData("generations: { g: { owner: a, project: |p } }", "There is no project 'p' in this world.")]
    [InlineData("generations: { g: { owner: a, parent: |h } }", "There is no generation 'h' in this world.")]
    [InlineData("generations: { g: { owner: a, grants: { 'team:t': |none } } }", "There is no team 't' in this world.")]
    [InlineData(
        "emergency: [{ user: a, on: |'project:p', role: viewer, expires: 2027-03-02T00:00:00Z }]",
        "There is no project 'p' in this world.")]
    [InlineData("properties: { 'user:b': |{ level: 1 } }", "There is no user 'b' in this world.")]
    [InlineData("properties: { 'generation:g': |{ level: 1 } }", "There is no generation 'g' in this world.")]
    public void Whom_the_world_names_is_in_it(string part, string message) => _folder.Refuses(
        $$"""
        {{Time}}world:
          users: { a: {} }
          {{part}}
        tests:
          - { subject: user:a, action: read, resource: record:r, expect: denied }
        """,
        message);

    [Fact]
    public void A_name_may_stand_before_what_it_names_and_types_of_ones_own_need_no_place() => Assert.Equal(
        (VelroCommand.Passed, ""),
        EndOf(
            """
            world:
              users: { a: {} }
              teams: { t: { parent: u }, u: {} }
              generations: { g: { owner: a, parent: h }, h: { owner: a } }
              properties: { 'record:r': { level: 1 } }
            tests:
              - { subject: user:a, action: read, resource: generation:g, expect: permitted }
              - { subject: client:7, action: read, resource: record:s, expect: denied }
            """));

    [Theory]
    [InlineData("subject: |user:b, action: read, resource: project:p", "There is no user 'b' in this world.")]
    [InlineData("subject: user:a, action: read, resource: |project:q", "There is no project 'q' in this world.")]
    [InlineData("subject: user:a, action: read, resource: |{ type: team, id: t }", "There is no team 't' in this world.")]
    public void Whom_a_question_names_is_in_the_world(string question, string message) => _folder.Refuses(
        $$"""
        {{Time}}world: { users: { a: {} }, projects: { p: { owner: a } } }
        tests:
          - { {{question}}, expect: denied }
        """,
        message);

    [Theory]
    [InlineData("user:b", "project:p", "subject_unknown", VelroCommand.Passed)]
    [InlineData("user:a", "project:q", "no_access", VelroCommand.Passed)]
    [InlineData("user:a", "project:q", "subject_unknown", VelroCommand.Failed)]
    public void Unless_the_reason_is_expected_too(string subject, string resource, string reason, int exit)
    {
        var end = EndOf(
            $$"""
            world: { users: { a: {} }, projects: { p: { owner: a } } }
            tests:
              - { subject: {{subject}}, action: read, resource: {{resource}}, expect: { decision: denied, reason: {{reason}} } }
            """);
        Assert.Equal((exit, ""), end);
    }

    [Theory]
    [InlineData("tests: |[]", "There are no tests here.")]
    [InlineData("tests:\n  - |{ subject: client:7, action: read, resource: record:r, expect: denied }", "'now' is missing")]
    public void A_file_has_tests_and_each_has_a_time(string text, string message) => _folder.Refuses(text, message);

    [Fact]
    public void The_time_of_a_test_itself_is_enough() => Assert.Equal(
        VelroCommand.Passed,
        _folder.Test(
            "tests:\n  - { subject: client:7, action: read, resource: record:r, now: 2027-03-01T12:00:00Z, expect: denied }").Exit);

    private (int Exit, string Errors) EndOf(string text)
    {
        var (exit, _, errors) = _folder.Test(Time + text);
        return (exit, errors);
    }
}
