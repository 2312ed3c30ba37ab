using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Velro.Data.Accounts;

namespace Velro.AuthApi.Authentication.Passkeys;

/// <summary>Registers passkeys, which ASP.NET Core Identity makes and verifies.</summary>
internal static class PasskeyServices
{
    public static IServiceCollection AddPasskeys(this IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<IdentityPasskeyOptions>, PasskeySettings>();
        services.AddIdentityCore<Account>().AddUserStore<AccountStore>();
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.AddScoped<Passkeys>();
        return services;
    }
}
