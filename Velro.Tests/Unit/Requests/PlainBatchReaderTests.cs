using System.Text;
using System.Text.Json;
using Velro.AuthApi.Authorization.Requests;
using Velro.Tests.Stores;

namespace Velro.Tests.Unit.Requests;

/// <summary>The reader of plain batches reads what the reader of all batches reads, or nothing.</summary>
public sealed class PlainBatchReaderTests
{
    private const string Plain =
        """
        {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"evaluations":[{"resource":{"type":"record","id":"r1"}},{"subject":{"type":"user","id":"bob"},"resource":{"type":"project","id":"p"}},{"action":{"name":"write"},"resource":{"type":"record","id":"r3"}}]}
        """;

    private static readonly BatchBodyReader All = new(new RevisionTokens(PostgresFixture.MasterKey), null!);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    [Fact]
    public void What_the_batch_says_holds_for_each_evaluation_that_does_not_say_otherwise() => Assert.Equal(
        ["user:alice read record:r1", "user:bob read project:p", "user:alice write record:r3"], Read(Plain)!);

    [Fact]
    public void It_may_stand_after_the_evaluations() => Assert.Equal(
        ["user:alice read record:r"],
        Read("""{"evaluations":[{"resource":{"type":"record","id":"r"}}],"action":{"name":"read"},"subject":{"type":"user","id":"alice"}}""")!);

    [Theory]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"evaluations":[]}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"evaluations":[{}]}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"evaluations":[{"resource":{"type":"record","id":"r"}},7]}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"evaluations":[{"resource":{"type":"record","id":"r"},"context":{}}]}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"options":{},"evaluations":[{"resource":{"type":"record","id":"r"}}]}""")]
    [InlineData("""{"action":{"name":"read"},"evaluations":[{"resource":{"type":"record","id":"r"}}]}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"evaluations":{"resource":{"type":"record","id":"r"}}}""")]
    public void Whatever_else_there_is_is_for_the_other_reader(string json) => Assert.Null(Read(json));

    [Fact]
    public void A_batch_of_too_many_is_for_the_other_reader()
    {
        string Of(int count) =>
            $$"""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"evaluations":[{{string.Join(',', Enumerable.Repeat("""{"resource":{"type":"record","id":"r"}}""", count))}}]}""";

        Assert.Equal(1000, Read(Of(1000))!.Length);
        Assert.Null(Read(Of(1001)));
    }

    /// <summary>Plain batches, each damaged in a few random places.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_it_reads_the_other_reads_too_and_the_same(int seed)
    {
        var random = new Random(seed);
        var read = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var json = Damage.To(Plain, random);
            if (Read(json) is not { } plain) continue;

            read++;
            using var document = JsonDocument.Parse(json, Strict);
            var (batch, problem) = await All.ReadAsync(document.RootElement, CancellationToken.None);
            Assert.True(problem is null, $"{Encoding.UTF8.GetString(json)} {problem}");
            Assert.Equal(BatchSemantic.ExecuteAll, batch!.Semantic);
            Assert.Equal(batch.Items.Select(static item => $"{item.Body?.Subject} {item.Body?.Action} {item.Body?.Resource}{item.Error}"), plain);
        }

        Assert.True(read > 500, $"Only {read} were plain.");
    }

    private static string[]? Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    private static string[]? Read(byte[] json)
    {
        var batch = PlainBatch.Take();
        try
        {
            return PlainBatchReader.TryRead(json, batch)
                ? [.. batch.Items.ToArray().Select(static item => $"{item.Subject} {item.Action} {item.Resource}")]
                : null;
        }
        finally
        {
            batch.Release();
        }
    }
}
