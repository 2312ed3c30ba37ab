using Velro.Data.Search;

namespace Velro.AuthApi.Authorization.Search;

/// <summary>Registers what searches need.</summary>
internal static class SearchServices
{
    public static IServiceCollection AddSearch(this IServiceCollection services)
    {
        services.AddOptions<SearchOptions>().BindConfiguration(SearchOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PageTokens>();
        services.AddSingleton<SearchBodyReader>();
        services.AddSingleton(new SubjectCandidates(CandidateLimits.Default));
        services.AddSingleton(new ResourceCandidates(CandidateLimits.Default));
        services.AddSingleton<SearchWalk>();
        services.AddSingleton<SearchEndpoint>();
        return services;
    }
}
