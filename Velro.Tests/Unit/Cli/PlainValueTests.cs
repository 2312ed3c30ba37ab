using Velro.Cli;
using Velro.Cli.Files;

namespace Velro.Tests.Unit.Cli;

/// <summary>What YAML writes without quotes means what JSON means by it, or is refused.</summary>
public sealed class PlainValueTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1", "type(value) == int && value == 1")]
    [InlineData("-5", "type(value) == int && value == -5")]
    [InlineData("1.5", "type(value) == double && value == 1.5")]
    [InlineData("1e2", "value == 100")]
    [InlineData("true", "value == true")]
    [InlineData("null", "value == null")]
    [InlineData("'True'", "value == 'True'")]
    [InlineData("'007'", "value == '007'")]
    [InlineData("10.1.2.3", "value == '10.1.2.3'")]
    [InlineData("2027-03-01", "value == '2027-03-01'")]
    [InlineData("a b", "value == 'a b'")]
    public void Is_what_it_is_in_JSON(string value, string condition)
    {
        var policy = PolicyWith(condition);
        Assert.Equal((VelroCommand.Passed, ""), EndOf(TestWith(value), policy));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("1.50")]
    [InlineData("1E2")]
    [InlineData("9223372036854775808")]
    [InlineData("-0")]
    public void A_number_keeps_the_text_from_which_a_server_makes_its_type(string number) =>
        Assert.Equal(number, Node.Read(_folder.Write("number.yaml", number)).Json().GetRawText());

    [Theory]
    [InlineData("007")]
    [InlineData("+5")]
    [InlineData("5.")]
    [InlineData(".5")]
    [InlineData("0x1F")]
    [InlineData("0o17")]
    [InlineData("1_000")]
    [InlineData(".inf")]
    [InlineData("-.INF")]
    [InlineData(".NaN")]
    [InlineData("True")]
    [InlineData("FALSE")]
    [InlineData("NULL")]
    [InlineData("~")]
    [InlineData("yes")]
    [InlineData("Off")]
    public void A_look_alike_that_JSON_does_not_have_is_refused(string value) =>
        _folder.Refuses(TestWith($"|{value}"), $"'{value}' is not a value of JSON; put it in quotes if it is a text.");

    [Theory]
    [InlineData("!!str 3")]
    [InlineData("!!int '3'")]
    [InlineData("!!map { a: 1 }")]
    public void A_tag_is_refused(string value) => _folder.Refuses(TestWith($"|{value}"), "Tags are not read");

    [Fact]
    public void Nothing_is_not_null() => _folder.Refuses(
        TestWith("?").Replace("? }", "|}", StringComparison.Ordinal), "There is no value here; write null, or '' for an empty text.");

    [Theory]
    [InlineData("True")]
    [InlineData("'true'")]
    public void A_flag_is_true_or_false(string value) => _folder.Refuses(
        $"now: 2027-03-01T12:00:00Z\nworld: {{ users: {{ a: {{ administrator: |{value} }} }} }}\ntests: []", "This must be true or false.");

    private static string PolicyWith(string condition) =>
        $$"""
        {"effect": "allow", "actions": ["open"], "resourceTypes": ["record"],
         "condition": "[resource.properties.value].all(value, {{condition}})"}
        """;

    private static string TestWith(string value) =>
        $$"""
        now: 2027-03-01T12:00:00Z
        tests:
          - subject: client:7
            action: open
            resource: { type: record, id: r, properties: { value: {{value}} } }
            expect: permitted
        """;

    private (int Exit, string Errors) EndOf(string text, string policy)
    {
        var (exit, _, errors) = _folder.Test(text, policy);
        return (exit, errors);
    }
}
