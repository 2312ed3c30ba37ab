using Velro.AuthApi.Authentication.KeyRing;
using Velro.AuthApi.Authentication.Mail;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.Passkeys;
using Velro.AuthApi.Authentication.Passwords;
using Velro.AuthApi.Authentication.SecondFactor;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.SignUp;
using Velro.Nodes.Adaptation;

namespace Velro.AuthApi.Authentication;

/// <summary>Registers what tells who is calling, and what people sign in with.</summary>
internal static class AuthenticationServices
{
    public static IServiceCollection AddVelroAuthentication(this IServiceCollection services)
    {
        services.AddSingleton<BearerCredential>();
        services.AddSingleton<OperatorGate>();
        services.AddSingleton<CallerGate>();

        services.AddKeyRing();
        services.AddOptions<TokenOptions>().BindConfiguration(TokenOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SigningKeyRing>();
        services.AddHostedService<SigningKeyKeeper>();
        services.AddSingleton<AccessTokenReader>();
        services.AddSingleton<TokenMetrics>();

        services.AddOptions<PasswordOptions>().BindConfiguration(PasswordOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<HashingThreads>();
        services.AddSingleton<IKnob, PasswordKnob>();
        services.AddSingleton<PasswordHasher>();
        services.AddSingleton<IBreachedPasswords, CommonPasswords>();
        services.AddSingleton<NewPasswords>();
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<SignInMetrics>();
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<SessionLife>();
        services.AddSingleton<BrowserSession>();

        services.AddOptions<SignUpOptions>().BindConfiguration(SignUpOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SignUps>();
        services.AddSingleton<PasswordResets>();
        services.AddSingleton<SecondFactorSetup>();
        services.AddPasskeys();
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section);
        services.AddSingleton<IMailSender, FileOutbox>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton<SecurityNotices>();
        services.AddHostedService(static provider => provider.GetRequiredService<MailQueue>());
        return services.AddOAuth();
    }
}
