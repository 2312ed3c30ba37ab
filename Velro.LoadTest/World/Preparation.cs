using Velro.LoadTest.Http;

namespace Velro.LoadTest.World;

/// <summary>Sends what prepares a run: nothing of it is measured, and what is refused for now is sent again.</summary>
internal sealed class Preparation(ApiClient api, RateLimitHints limits)
{
    private const int Attempts = 60;

    /// <summary>How many requests of a preparation are under way at once.</summary>
    public static int Concurrency => 12;

    /// <exception cref="PreparationException">The answer is one that cannot be gone on with.</exception>
    public async Task<ApiReply> SendAsync(ApiRequest request, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await api.ExchangeAsync(request, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (reply.IsAccepted) return reply;
            if (reply.LimitPolicy is { } policy) limits.WasHit(policy);
            if (reply.Status is not (429 or 503) || attempt == Attempts)
                throw new PreparationException($"{request.Method} {request.Path}: {reply.Status} {reply.Code()} {reply.Excerpt()}");
            await Task.Delay(reply.RetryAfter ?? TimeSpan.FromMilliseconds(500), api.Time, cancellation);
        }
    }

    /// <summary>Creates something, and gives its id.</summary>
    public async Task<string> CreateAsync(string path, Credential who, string json, CancellationToken cancellation) =>
        (await SendAsync(ApiRequest.Post(path, who, json, 201), cancellation)).Text("id")
        ?? throw new PreparationException($"POST {path} answered without an id.");

    /// <summary>Does something for each, several at once.</summary>
    public static Task ForEachAsync(int count, Func<int, CancellationToken, Task> work, CancellationToken cancellation) =>
        Parallel.ForAsync(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellation },
            async (number, stop) => await work(number, stop));
}

/// <summary>A world that cannot be made, for a reason that the person who runs the tool has to see.</summary>
internal sealed class PreparationException(string message) : Exception(message);
