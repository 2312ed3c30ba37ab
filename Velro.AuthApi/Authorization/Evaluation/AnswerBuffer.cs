using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Velro.AuthApi.Authorization.Evaluation;

/// <summary>
/// The memory that a thread writes its answers into before they are sent: with their length, which is known then, they go out with the headers in
/// one piece, and no writer is made for each.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as its thread, and the writer holds nothing but memory.")]
internal sealed class AnswerBuffer
{
    /// <summary>Room for every decision that is not explained.</summary>
    private const int UsualBytes = 512;

    /// <summary>What is kept for the next answer: room for the largest batch of decisions that are not explained.</summary>
    private const int MostBytes = 512 * 1024;

    [ThreadStatic]
    private static AnswerBuffer? _idle;

    private readonly ArrayBufferWriter<byte> _bytes = new(UsualBytes);
    private readonly Utf8JsonWriter _json;

    private AnswerBuffer() => _json = new Utf8JsonWriter(_bytes);

    /// <summary>The buffer of this thread, empty. Whoever has it gives it to <see cref="SendAsync"/> before anything is waited for.</summary>
    public static AnswerBuffer Take()
    {
        var buffer = _idle ?? new AnswerBuffer();
        _idle = null;
        return buffer;
    }

    /// <summary>Writes the answer.</summary>
    public Utf8JsonWriter Json => _json;

    /// <summary>What was written, when the writer was flushed.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Sends what was written, as JSON.</summary>
    public Task SendAsync(HttpResponse response)
    {
        _json.Flush();
        response.ContentType = "application/json";
        response.ContentLength = _bytes.WrittenCount;
        var sent = response.BodyWriter.WriteAsync(_bytes.WrittenMemory);

        // Until it is done the memory is not to be written to again.
        if (!sent.IsCompletedSuccessfully) return sent.AsTask();
        sent.GetAwaiter().GetResult();
        PutAway();
        return Task.CompletedTask;
    }

    /// <summary>Gives it back without sending what was written.</summary>
    public void PutAway()
    {
        if (_bytes.Capacity > MostBytes) return;
        _bytes.ResetWrittenCount();
        _json.Reset();
        _idle = this;
    }
}
