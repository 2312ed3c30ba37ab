using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);

// Generated on the first run and kept (RIGHTS.md A5-A7); Parameters__adminkey and Parameters__masterkey override them.
var adminKey = builder.AddParameter("adminkey", new GenerateParameterDefault { MinLength = 43, Special = false }, secret: true, persist: true);
var masterKey = builder.AddParameter("masterkey", new GenerateParameterDefault { MinLength = 43, Special = false }, secret: true, persist: true);

// The six pools of an API replica open 102 connections at most (Velro.Data's PoolLimits), those of the warmer 20 (its appsettings.json);
// the rest is for the migrations, health checks and whoever looks at the database.
var replicas = builder.Configuration.GetValue("ApiReplicas", 2);
var connections = replicas * 102 + 20 + 30;

var postgres = builder.AddPostgres("postgres")
    .WithDataVolume()
    .WithArgs("-c", $"max_connections={connections}");
var database = postgres.AddDatabase("velro");

var cache = builder.AddRedis("cache")
    .WithDataVolume();

var migrations = builder.AddProject<Projects.Velro_Migrations>("migrations")
    .WithReference(database)
    .WithEnvironment("Velro__AdminKey", adminKey)
    .WithEnvironment("Velro__MasterKey", masterKey)
    .WaitFor(database);

var api = builder.AddProject<Projects.Velro_AuthApi>("authapi")
    .WithReference(database)
    .WithReference(cache)
    .WithEnvironment("Velro__MasterKey", masterKey)
    .WithReplicas(replicas)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    .WaitForCompletion(migrations)
    .WaitFor(database)
    .WaitFor(cache);

// Callers reach the replicas at one address, and each replica knows only its own (RIGHTS.md F4). A deployment is asked for its own.
// The proxy before the replicas is on this machine; in a deployment ASPNETCORE_FORWARDEDHEADERS_ENABLED stands for its ingress.
if (builder.ExecutionContext.IsRunMode)
    api.WithEnvironment("Velro__PublicUrl", api.GetEndpoint("http")).WithEnvironment("Velro__TrustedProxies__0", "127.0.0.0/8");
else api.WithEnvironment("Velro__PublicUrl", builder.AddParameter("publicurl"));

// The replicas on this machine share one folder of media, beside the rest of the state where that has a place of its own. A deployment
// names a store instead (docs/media.md).
var home = builder.Configuration["VELRO_HOME"] is { Length: > 0 } given ? given : null;
var media = builder.Configuration["Velro:Media:Path"] ?? (home is null ? null : Path.Combine(home, "media"));
if (builder.ExecutionContext.IsRunMode && media is not null) api.WithEnvironment("Velro__Media__Path", media);

// They also share the folder in which decision records wait while Postgres is away (docs/audit.md). As Postgres has another port on each
// run, the database goes by a name there, of this checkout. A deployment names a folder that outlives its processes.
if (builder.ExecutionContext.IsRunMode)
{
    var state = home ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".velro");
    var checkout = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(builder.AppHostDirectory)))[..16];
    api.WithEnvironment("Velro__Decisions__Spool", builder.Configuration["Velro:Decisions:Spool"] ?? Path.Combine(state, "spool"))
        .WithEnvironment("Velro__Decisions__SpoolName", checkout)
        .WithEnvironment("Velro__Disks__Data", state);
}

var warmer = builder.AddProject<Projects.Velro_Warmer>("warmer")
    .WithReference(database)
    .WithReference(cache)
    .WithReference(api)
    .WithEnvironment("Velro__MasterKey", masterKey)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WaitFor(api);

// Each week's report, beside the rest of the state; where that has no place of its own, of this checkout. A deployment names a folder that outlives
// its processes.
if (builder.ExecutionContext.IsRunMode)
{
    var checkout = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(builder.AppHostDirectory)))[..16];
    var reports = home is not null
        ? Path.Combine(home, "reports")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".velro", "reports", checkout);
    warmer.WithEnvironment("Velro__Report__Folder", builder.Configuration["Velro:Report:Folder"] ?? reports);
}

// While the master key is exchanged, what is made under the one before or after counts too (RIGHTS.md A6).
foreach (var (name, variable) in new[] { ("previousmasterkey", "Velro__PreviousMasterKey"), ("nextmasterkey", "Velro__NextMasterKey") })
{
    if (builder.Configuration[$"Parameters:{name}"] is null) continue;
    var otherMasterKey = builder.AddParameter(name, secret: true);
    migrations.WithEnvironment(variable, otherMasterKey);
    api.WithEnvironment(variable, otherMasterKey);
    warmer.WithEnvironment(variable, otherMasterKey);
}

builder.Build().Run();
