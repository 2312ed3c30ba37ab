using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Velro.LocalAspire.Integrations.Redis;

/// <summary>The settings of the connection whose options have this name.</summary>
internal sealed record RedisConnectionSettings(string OptionsName, StackExchangeRedisSettings Settings);

/// <summary>
/// Begins a connection's options with its connection string. A <c>Configure</c> callback could not: StackExchange.Redis parses a string
/// only into new options, and the callbacks are to come after it.
/// </summary>
internal sealed class RedisOptionsFactory(
    IEnumerable<RedisConnectionSettings> connections,
    IEnumerable<IConfigureOptions<ConfigurationOptions>> setups,
    IEnumerable<IPostConfigureOptions<ConfigurationOptions>> postConfigures,
    IEnumerable<IValidateOptions<ConfigurationOptions>> validations)
    : OptionsFactory<ConfigurationOptions>(setups, postConfigures, validations)
{
    /// <inheritdoc/>
    protected override ConfigurationOptions CreateInstance(string name)
    {
        var connection = connections.LastOrDefault(connection => connection.OptionsName == name);
        var options = connection?.Settings.ConnectionString is { } text ? ConfigurationOptions.Parse(text) : base.CreateInstance(name);
        if (options.Defaults.GetType() == typeof(DefaultOptionsProvider)) options.Defaults = new KeepTrying();
        return options;
    }

    /// <summary>A server that is not there yet is tried again in the background; a connection string can still say otherwise.</summary>
    private sealed class KeepTrying : DefaultOptionsProvider
    {
        public override bool AbortOnConnectFail => false;
    }
}
