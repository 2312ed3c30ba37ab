using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Velro.AuthApi.Contract;

/// <summary>Registers and maps the document of the contract and its page.</summary>
internal static class ContractServices
{
    public static IServiceCollection AddContract(this IServiceCollection services)
    {
        services.AddOpenApi(ContractDocument.Name, static options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddOperationTransformer<OperationTransformer>();
            options.AddDocumentTransformer<DocumentTransformer>();
        });
        services.AddSingleton<ContractDocument>();
        return services;
    }

    /// <summary>The document in every environment; the page that shows it, at <c>/scalar</c>, in development.</summary>
    public static void MapContract(this WebApplication app)
    {
        ContractDocument.Map(app);
        if (!app.Environment.IsDevelopment()) return;

        // Everything that the page loads comes from here: no fonts, no proxy, no telemetry and no assistant of somebody else.
        app.MapScalarApiReference(static options => options
            .WithTitle("Velro")
            .WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .HideDeveloperTools()
            .DisableMcp())
            .Add(AllowPage);
    }

    /// <summary>The page runs its script and style; what every other answer forbids. It is there in development only.</summary>
    private static void AllowPage(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } serve) return;
        endpoint.RequestDelegate = http =>
        {
            http.Response.Headers.ContentSecurityPolicy =
                "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
                + "font-src 'self' data:; frame-ancestors 'none'";
            return serve(http);
        };
    }
}
