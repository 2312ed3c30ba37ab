using System.Text;
using Velro.Benchmarks.Load;

namespace Velro.Tests.Unit.Benchmarks;

/// <summary>The load generator takes an answer for whole when its last byte has come, and not before.</summary>
public sealed class AnswerReaderTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 17\r\nServer: x\r\n\r\n{\"decision\":true}")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{\"decision\":true}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n{\"decision\":true}\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")]
    public void Only_the_whole_answer_is_whole(string answer)
    {
        var bytes = Encoding.ASCII.GetBytes(answer);
        for (var length = 0; length < bytes.Length; length++) Assert.False(AnswerReader.IsWhole(bytes.AsSpan(0, length), out _));

        Assert.True(AnswerReader.IsWhole(bytes, out var bodyStart));
        Assert.Equal(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4, bodyStart);
        Assert.Equal(answer.Contains(" 200 ", StringComparison.Ordinal), AnswerReader.IsOk(bytes));
    }
}
