using System.Globalization;
using Velro.LoadTest.Measuring;

namespace Velro.LoadTest.Http;

/// <summary>Sends requests, and measures each from its intended start.</summary>
internal sealed class ApiClient(HttpMessageInvoker http, Uri address, LatencyLog log, TimeProvider time, RateLimitHints limits)
{
    /// <summary>
    /// What carries requests, without anything that a load generator does not need. Connections are as many as there are requests at once, up to
    /// a limit, and are kept; who finds none free waits, and latency counts from the intended start, so that the waiting is in it.
    /// </summary>
    public static SocketsHttpHandler CreateHandler(int connections) => new()
    {
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = connections,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    };

    public TimeProvider Time => time;

    /// <summary>Sends a request, and notes how long it took and how it ended. Never throws for what the server or the network does.</summary>
    /// <param name="operation">What it counts as.</param>
    /// <param name="request">The request.</param>
    /// <param name="intendedAt">When it was to begin, as a timestamp: the schedule's, or the end of what it follows.</param>
    /// <param name="cancellation">Gives it up; that counts as an error.</param>
    public async Task<ApiReply> SendAsync(Operation operation, ApiRequest request, long intendedAt, CancellationToken cancellation)
    {
        var sentAt = time.GetTimestamp();
        var reply = await ExchangeAsync(request, cancellation);
        log.Record(
            operation, intendedAt, time.GetElapsedTime(intendedAt, reply.EndedAt), time.GetElapsedTime(sentAt, reply.EndedAt),
            reply.IsAccepted ? Outcome.Ok : Outcome.Error);
        if (reply.IsAccepted) return reply;

        if (reply.LimitPolicy is { } policy) limits.WasHit(policy);
        log.RecordError(operation, reply.Status, reply.Code(), reply.Excerpt());
        return reply;
    }

    /// <summary>Sends a request that is not measured.</summary>
    public async Task<ApiReply> ExchangeAsync(ApiRequest request, CancellationToken cancellation)
    {
        using var message = ToMessage(request);
        try
        {
            using var response = await http.SendAsync(message, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            var status = (int)response.StatusCode;
            return new ApiReply(status, body, Array.IndexOf(request.Accepted, status) >= 0)
            {
                ETag = Header(response, "ETag"),
                Revision = Header(response, "Velro-Revision"),
                LimitPolicy = status == 429 ? Header(response, "RateLimit-Policy") ?? "" : null,
                RetryAfter = double.TryParse(Header(response, "Retry-After"), CultureInfo.InvariantCulture, out var seconds)
                    ? TimeSpan.FromSeconds(seconds)
                    : null,
                EndedAt = time.GetTimestamp(),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return new ApiReply(0, [], false)
            {
                Failure = exception is OperationCanceledException ? "timeout" : "connection",
                EndedAt = time.GetTimestamp(),
            };
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private HttpRequestMessage ToMessage(ApiRequest request)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(address, request.Path));
        if (request.Who.Authorization is { } bearer) message.Headers.TryAddWithoutValidation("Authorization", bearer);
        if (request.Who.ActAs is { } user) message.Headers.TryAddWithoutValidation("Velro-Act-As", user);
        if (request.IfMatch is { } version) message.Headers.TryAddWithoutValidation("If-Match", version);
        if (request.AtLeast is { } revision) message.Headers.TryAddWithoutValidation("Velro-At-Least", revision);
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        return message;
    }
}
