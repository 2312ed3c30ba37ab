using System.Buffers;
using System.IO.Pipelines;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>The body of a request, looked at for what is plain. What is not is left for another reader, as if nobody had read it.</summary>
internal static class PlainBody
{
    /// <summary>Longer bodies than this are not plain evaluations.</summary>
    private const int LongestEvaluation = 2048;

    /// <summary>The single evaluation, if it is plain and has arrived: nothing is waited for. Null: it is not.</summary>
    public static EvaluationBody? TryRead(HttpRequest request)
    {
        if (request.ContentLength is not (> 0 and <= LongestEvaluation) || !IsJson(request) || !request.BodyReader.TryRead(out var read)) return null;

        var whole = IsWhole(request, read) && read.Buffer.IsSingleSegment ? read.Buffer : default;
        var body = whole.IsEmpty ? null : PlainEvaluationReader.Read(whole.FirstSpan);

        // Not examined either, so that the next reader need not wait for more.
        request.BodyReader.AdvanceTo(read.Buffer.Start);
        return body;
    }

    /// <summary>Reads a plain batch into a place. False: it is not plain.</summary>
    public static async ValueTask<bool> TryReadAsync(HttpRequest request, PlainBatch batch)
    {
        if (request.ContentLength is null or 0 || !IsJson(request)) return false;

        var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
        while (!read.IsCompleted)
        {
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
        }

        var isPlain = IsWhole(request, read) && TryRead(read.Buffer, batch);
        request.BodyReader.AdvanceTo(isPlain ? read.Buffer.End : read.Buffer.Start);
        return isPlain;
    }

    private static bool TryRead(in ReadOnlySequence<byte> body, PlainBatch batch)
    {
        if (body.IsSingleSegment) return PlainBatchReader.TryRead(body.FirstSpan, batch);

        var length = (int)body.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(bytes);
            return PlainBatchReader.TryRead(bytes.AsSpan(0, length), batch);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool IsWhole(HttpRequest request, in ReadResult read) => read.IsCompleted && read.Buffer.Length == request.ContentLength;

    private static bool IsJson(HttpRequest request) => request.ContentType is "application/json" or "application/json; charset=utf-8";
}
