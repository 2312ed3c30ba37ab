using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Velro.AuthApi.Authorization.Evaluation;
using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Decisions;
using Velro.Benchmarks.Model;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;
using Velro.Data.Feed;
using Velro.Data.Secrets;

namespace Velro.Benchmarks.Requests;

/// <summary>The JSON of a check, in and out, without a server around it.</summary>
[MemoryDiagnoser]
public class EvaluationJsonBenchmarks : IDisposable
{
    private static readonly ServerIncarnation Incarnation = new(Guid.NewGuid(), DateTimeOffset.UnixEpoch, 1, 2, 1);

    private readonly RevisionTokens _revisions = new(new MasterKey("a-master-key-of-32-characters-or-more"));
    private readonly EvaluationBodyReader _bodies;
    private readonly DefaultHttpContext _http = new();
    private readonly Evaluated<CheckOutcome> _evaluated = new(
        default, Revision.Of(Incarnation, PostgresSnapshot.Parse("1000:1000:")), new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private readonly Decision _decision = new(true, DecisionReason.Role, DecisionLayer.Relationship, SubjectMayRead: true);
    private readonly MemoryStream _body;

    /// <summary>Makes a request as clients send them.</summary>
    public EvaluationJsonBenchmarks()
    {
        _bodies = new EvaluationBodyReader(_revisions);
        var json = Encoding.UTF8.GetBytes(AuthZenRequests.BodyOf(new Question(
            "0193a1b2-c3d4-7e5f-8a9b-u00000000001", "write", "0193a1b2-c3d4-7e5f-8a9b-g00000000001")));
        _body = new MemoryStream(json, 0, json.Length, writable: false, publiclyVisible: true);
        _http.Request.ContentType = "application/json";
        _http.Request.Body = _body;
        _http.Response.Body = Stream.Null;
    }

    /// <summary>From bytes to a question, by the reader of plain bodies.</summary>
    [Benchmark(Baseline = true)]
    public bool ReadPlain() => PlainEvaluationReader.Read(_body.GetBuffer().AsSpan(0, (int)_body.Length)) is not null
        ? true
        : throw new JsonException("It is not plain.");

    /// <summary>From bytes to a question, by the reader of all bodies.</summary>
    [Benchmark]
    public async Task<bool> ReadAny()
    {
        _body.Position = 0;
        var (document, _) = await JsonBody.ReadAsync(_http.Request);
        using (document)
        {
            var (body, problem) = _bodies.Read(document!.RootElement);
            return body is not null && problem is null ? true : throw new JsonException("It is not well formed.");
        }
    }

    /// <summary>From a decision to bytes.</summary>
    [Benchmark]
    public Task Write()
    {
        _http.Response.Headers.Clear();
        var buffer = AnswerBuffer.Take();
        EvaluationAnswer.Write(buffer.Json, _evaluated, _decision, _revisions);
        return buffer.SendAsync(_http.Response);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _body.Dispose();
        GC.SuppressFinalize(this);
    }
}
