namespace Velro.AuthApi.Posture;

/// <summary>
/// Keeps libraries from writing what opens something to a log, whatever levels the configuration sets for whom: below Warning, OpenIddict
/// tells tokens and the codes of second factors, and below Information Razor Pages tell what people typed into a form.
/// </summary>
internal static class SecretLogs
{
    private static readonly (string Category, LogLevel Least)[] Telling =
        [("OpenIddict.", LogLevel.Warning), ("Microsoft.AspNetCore.Mvc.", LogLevel.Information)];

    public static IServiceCollection AddSecretLogs(this IServiceCollection services) =>
        services.PostConfigure<LoggerFilterOptions>(static options =>
        {
            // The first stands for what no other rule is about; of two alike, the later counts.
            var rules = options.Rules.Prepend(new LoggerFilterRule(null, null, options.MinLevel, null)).ToArray();
            options.Rules.Clear();
            foreach (var rule in rules)
            {
                var filter = rule.Filter;
                options.Rules.Add(new LoggerFilterRule(
                    rule.ProviderName, rule.CategoryName, rule.LogLevel,
                    (provider, category, level) => !Tells(category, level) && filter?.Invoke(provider, category, level) != false));
            }
        });

    private static bool Tells(string? category, LogLevel level) =>
        category is not null
        && Array.Exists(Telling, one => level < one.Least && category.StartsWith(one.Category, StringComparison.Ordinal));
}
