using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Data.Pools;
using Velro.Data.ProtectionKeys;
using Velro.Data.Secrets;

namespace Velro.AuthApi.Authentication.KeyRing;

/// <summary>Registers Data Protection, by which all secrets are protected that are stored.</summary>
internal static class KeyRingServices
{
    public static IServiceCollection AddKeyRing(this IServiceCollection services)
    {
        services.AddSingleton(static provider => new ProtectionKeyTable(provider.GetRequiredKeyedService<NpgsqlDataSource>(PoolNames.Identity)));
        services.AddHostedService<KeyRingRewrap>();
        services.AddDataProtection().SetApplicationName("velro");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(static provider => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new PostgresKeyRing(provider.GetRequiredService<ProtectionKeyTable>());
            options.XmlEncryptor = new MasterKeyWrap(provider.GetRequiredService<MasterKey>());
        }));
        return services;
    }
}
