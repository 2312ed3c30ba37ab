using System.Globalization;
using System.Text;
using System.Text.Json;
using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Contexts;
using Velro.Caching.Evaluations;
using Velro.Tests.Stores;

namespace Velro.Tests.Unit.Requests;

/// <summary>The reader of plain bodies reads what the reader of all bodies reads, or nothing.</summary>
public sealed class PlainEvaluationReaderTests
{
    private const string Plain =
        """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""";

    private static readonly EvaluationBodyReader All = new(new RevisionTokens(PostgresFixture.MasterKey));

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    [Theory]
    [InlineData(Plain)]
    [InlineData("""{"resource":{"id":"record-1","type":"record"},"action":{"name":"read"},"subject":{"id":"alice","type":"user"}}""")]
    [InlineData(""" { "subject" : { "type":"user" , "id":"alice" } , "action" : { "name":"read" } , "resource" : { "type":"record","id":"record-1" } } """)]
    public void The_usual_body_is_plain_in_any_order_and_however_it_is_spaced(string json)
    {
        var body = PlainEvaluationReader.Read(Encoding.UTF8.GetBytes(json));

        Assert.Equal("user:alice read record:record-1", $"{body?.Subject} {body?.Action} {body?.Resource}");
    }

    [Theory]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"r"},"context":{}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice","properties":{}},"action":{"name":"read"},"resource":{"type":"record","id":"r"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"al\u0069ce"},"action":{"name":"read"},"resource":{"type":"record","id":"r"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"ü"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"subject":{"type":"user","id":"bob"},"action":{"name":"read"},"resource":{"type":"record","id":"r"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice","id":"bob"},"action":{"name":"read"},"resource":{"type":"record","id":"r"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"al\u0069ce","id":"bob"},"action":{"name":"read"},"resource":{"type":"record","id":"r"}}""")]
    [InlineData("""{"subject":7,"subject":{"type":"user","id":"bob"},"action":{"name":"read"},"resource":{"type":"record","id":"r"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read","name":"write"},"resource":{"type":"record","id":"r"}}""")]
    [InlineData(Plain + "x")]
    [InlineData("[" + Plain + "]")]
    [InlineData("")]
    public void Whatever_else_there_is_is_for_the_other_reader(string json) =>
        Assert.Null(PlainEvaluationReader.Read(Encoding.UTF8.GetBytes(json)));

    /// <summary>Plain bodies, each damaged in a few random places.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_it_reads_the_other_reads_too_and_the_same(int seed)
    {
        var random = new Random(seed);
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var json = Damage.To(Plain, random);
            if (PlainEvaluationReader.Read(json) is not { } plain) continue;

            read++;
            using var document = JsonDocument.Parse(json, Strict);
            var (body, problem) = All.Read(document.RootElement);
            Assert.True(problem is null, string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(json)} {problem}"));
            Assert.Equal((body!.Subject, body.Action, body.Resource, body.Explain), (plain.Subject, plain.Action, plain.Resource, plain.Explain));
            Assert.Equal(Consistency.MinimizeLatency, body.Consistency);
            Assert.Equal(Consistency.MinimizeLatency, plain.Consistency);
            Assert.All(
                (PropertyBag[])[body.SubjectProperties, body.ActionProperties, body.ResourceProperties, body.Context, body.UnbelievedContext],
                static bag => Assert.Same(PropertyBag.Empty, bag));
        }

        Assert.True(read > 1_000, $"Only {read} were plain.");
    }
}
