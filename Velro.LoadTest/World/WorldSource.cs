using Velro.LoadTest.Http;

namespace Velro.LoadTest.World;

/// <summary>Gets the world of a run: the one that was kept, as far as it is still there, or a new one.</summary>
internal sealed class WorldSource(ApiClient api, RateLimitHints limits, LoadOptions options, Action<string> tell)
{
    private readonly Preparation _preparation = new(api, limits);

    public async Task<LoadWorld> PrepareAsync(CancellationToken cancellation)
    {
        var world = await ReadAsync(cancellation);
        if (world is null)
        {
            var builder = new WorldBuilder(
                _preparation, new Credential(options.OperatorKey), new WorldShape(options.Users), options.SignedIn, tell);
            world = await builder.BuildAsync(cancellation);
            Keep(world);
        }

        await new SignIns(world, api.Time).PrepareAsync(_preparation, () => Keep(world), tell, cancellation);
        return world;
    }

    /// <summary>Keeps the world with the tokens of now; those of before count no more.</summary>
    public void Keep(LoadWorld world)
    {
        if (options.WorldFile is { } path) WorldFile.Write(path, options.Address, world);
    }

    private async Task<LoadWorld?> ReadAsync(CancellationToken cancellation)
    {
        if (options.WorldFile is not { } path || !File.Exists(path)) return null;
        if (WorldFile.Read(path, options.Address, options.Users, options.SignedIn) is not { } world)
        {
            throw new PreparationException(
                $"{path} is the world of another address, or of other numbers of users or of those who sign in. Say those, or another --world.");
        }

        var last = world.People[^1];
        var reply = await api.ExchangeAsync(
            ApiRequest.Get($"/v1/generations/{last.GenerationId}", new Credential(world.ServiceKey, last.Id), 200), cancellation);
        tell(reply.IsAccepted ? $"The world of {path} is there." : $"The world of {path} is there no more; another is made.");
        return reply.IsAccepted ? world : null;
    }
}
