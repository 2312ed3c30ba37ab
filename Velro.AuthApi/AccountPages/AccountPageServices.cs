using System.Reflection;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Velro.AuthApi.Authentication.Passkeys;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Posture;

namespace Velro.AuthApi.AccountPages;

/// <summary>Registers and maps the pages under <c>/account</c>.</summary>
internal static class AccountPageServices
{
    private static readonly (string Name, string Type)[] Assets = [("account.css", "text/css"), ("passkeys.js", "text/javascript")];

    public static IServiceCollection AddAccountPages(this IServiceCollection services)
    {
        services.AddRazorPages(static options => options.RootDirectory = "/AccountPages");
        services.AddAntiforgery();
        services.AddOptions<AntiforgeryOptions>().Configure<IHostEnvironment>(static (options, environment) =>
            SafeCookies.SetUp(options.Cookie, "velro-form", SameSiteMode.Strict, environment));
        return services;
    }

    public static void MapAccountPages(this WebApplication application)
    {
        application.MapRazorPages();
        var app = application.MapGroup("").ExcludeFromDescription();
        app.MapPost("/account/passkeys/request-options", AskToProveAsync);
        app.MapPost("/account/passkeys/creation-options", AskToMakeAsync);
        foreach (var (name, type) in Assets)
        {
            var bytes = Read(name);
            app.MapGet($"/account/assets/{name}", (HttpContext http) =>
            {
                PageHeaders.Set(http.Response);
                http.Response.Headers.CacheControl = "public, max-age=3600";
                return Results.Bytes(bytes, type);
            });
        }
    }

    private static async Task<IResult> AskToProveAsync(HttpContext http, IAntiforgery antiforgery, [FromServices] Passkeys passkeys)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest();
        PageHeaders.Set(http.Response);
        return Results.Content(await passkeys.AskToProveAsync(http), "application/json");
    }

    private static async Task<IResult> AskToMakeAsync(
        HttpContext http, IAntiforgery antiforgery, [FromServices] Passkeys passkeys, BrowserSession browser, PasswordSignIn signIn)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest();
        if (await browser.FindAsync(http) is not { } session || await signIn.FindAsync(session.UserId, http.RequestAborted) is not { } account)
            return Results.Unauthorized();
        PageHeaders.Set(http.Response);
        return Results.Content(await passkeys.AskToMakeAsync(http, account), "application/json");
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"account/{name}")
            ?? throw new InvalidOperationException($"The asset '{name}' is not in the assembly.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
