namespace Velro.Tests.Unit.Tracing;

/// <summary>A client that makes no spans of its own, whose header <c>traceparent</c> is the one that a test writes.</summary>
internal static class PlainClient
{
    public static HttpClient For(Uri address) => new(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = address };
}
