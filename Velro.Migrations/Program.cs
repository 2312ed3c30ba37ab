using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Velro.Data.Secrets;
using Velro.Data.Transactions;
using Velro.Migrations;

var builder = Host.CreateApplicationBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("velro");
builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
builder.Services.AddSingleton<DatabaseMigrator>();
using var host = builder.Build();

// Started so that traces and logs of the run are exported, and stopped so that the last of them are.
await host.StartAsync();
var exitCode = await MigrateAsync(host.Services);
await host.StopAsync();
return exitCode;

async Task<int> MigrateAsync(IServiceProvider services)
{
    var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Velro.Migrations");
    var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
    try
    {
        var plan = new MigrationPlan(
            builder.Configuration["Velro:AdminKey"],
            MasterKey.From(builder.Configuration),
            WithDemo: builder.Environment.IsDevelopment() || args.Contains("--demo"));
        await services.GetRequiredService<DatabaseMigrator>().RunAsync(plan, stopping);
        return 0;
    }
    catch (Exception exception)
    {
        // What the operator can act on says so in its message; anything else is a defect, and its place matters.
        var isExpected = exception
            is MigrationException or ArgumentException or NpgsqlException or StoreUnavailableException or OperationCanceledException;
        MigrationLog.Failed(logger, exception.Message, isExpected ? null : exception);
        return 1;
    }
}
