using Velro.AuthApi;
using Velro.AuthApi.AccountPages;
using Velro.AuthApi.Audit;
using Velro.AuthApi.Authentication;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authorization.Evaluation;
using Velro.AuthApi.Authorization.Metadata;
using Velro.AuthApi.Authorization.Requests;
using Velro.AuthApi.Authorization.Search;
using Velro.AuthApi.Contract;
using Velro.AuthApi.Management;
using Velro.AuthApi.Media;
using Velro.AuthApi.Operations;
using Velro.AuthApi.Posture;
using Velro.AuthApi.Problems;
using Velro.AuthApi.RateLimits;
using Velro.AuthApi.ServiceKeys;
using Velro.Caching;
using Velro.Caching.Tiers;
using Velro.Data.Pools;
using Velro.Data.Secrets;
using Velro.Nodes;
using Velro.Nodes.Reports;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();

builder.AddVelroPools(DatabaseRole.Api);
builder.AddTrustedProxies();

// Redis is not needed for a right answer.
builder.AddRedisClientBuilder("cache", static settings => settings.DisableHealthChecks = true, RedisDefaults.Apply).WithDistributedCache();
builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis");

builder.Services.AddSingleton(MasterKey.From(builder.Configuration));
builder.Services.AddVelroCaching();
builder.Services.AddServiceKeys();
builder.Services.AddRateLimits();
builder.Services.AddVelroAuthentication();
builder.Services.AddSingleton<RevisionTokens>();
builder.Services.AddSingleton<EvaluationBodyReader>();
builder.Services.AddSingleton<BatchBodyReader>();
builder.Services.AddSingleton<WarmEvaluation>();
builder.Services.AddSingleton<EvaluationEndpoint>();
builder.Services.AddSingleton<EvaluationsEndpoint>();
builder.Services.AddSearch();
builder.Services.AddSingleton<PublicUrl>();
builder.Services.AddSingleton<MetadataEndpoint>();
builder.Services.AddManagement();
builder.Services.AddAccountPages();
builder.Services.AddMedia();
builder.Services.AddDecisionRecords();
builder.Services.AddAuditTrail();
builder.Services.AddDisks();
builder.Services.AddContract();
builder.Services.AddVelroNodes(ReportSource.ApiProcess);

builder.Services.AddSecretLogs();

// It opens a scope for each request, which says in other words what the trace says.
builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
builder.Services.AddServerLimits();
builder.AddCrossOrigin();

var app = builder.Build();

// Read here, so that a setting that is missing stops the start.
app.Services.GetRequiredService<PublicUrl>();
app.UseMiddleware<ResponseHeaders>();
app.UseMiddleware<RequestIdMiddleware>();
app.UseCrossOrigin();
app.UseMiddleware<ProblemMiddleware>();
app.UseTrustedProxies();
app.UseOAuth();
app.MapDefaultEndpoints(app.Services.GetRequiredService<OperatorGate>());
EvaluationEndpoint.Map(app);
EvaluationsEndpoint.Map(app);
SearchEndpoint.Map(app);
MetadataEndpoint.Map(app);
app.MapManagement();
app.MapOAuth();
app.MapAccountPages();
app.MapMedia();
app.MapContract();
app.Run();
