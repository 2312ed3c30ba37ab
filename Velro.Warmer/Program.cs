using Velro.Caching;
using Velro.Caching.Tiers;
using Velro.Data.Audit;
using Velro.Data.Decisions;
using Velro.Data.Feed;
using Velro.Data.Pools;
using Velro.Data.Secrets;
using Velro.Data.ServiceKeys;
using Velro.Data.Sessions;
using Velro.Data.Transactions;
using Velro.Nodes;
using Velro.Nodes.Reports;
using Velro.Warmer.Compaction;
using Velro.Warmer.Reports;
using Velro.Warmer.Retention;
using Velro.Warmer.Views;
using Velro.Warmer.Warming;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();

builder.AddVelroPools(DatabaseRole.Warmer);

// As in the API, readiness is the clock's, and a warmer without Redis has nothing to do but wait for it.
builder.AddRedisClientBuilder("cache", static settings => settings.DisableHealthChecks = true, RedisDefaults.Apply).WithDistributedCache();

builder.Services.AddSingleton(MasterKey.From(builder.Configuration));
builder.Services.AddVelroCaching();
builder.Services.AddSingleton<RecentChanges>();
builder.Services.AddHostedService<ChangedContextWarmer>();
builder.Services.AddOptions<KeyWarmingOptions>().BindConfiguration(KeyWarmingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddSingleton<ServiceKeyUsage>();
builder.Services.AddHostedService<ServiceKeyWarmer>();
builder.Services.AddOptions<CompactionOptions>().BindConfiguration(CompactionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddHostedService<ChangeFolding>();
builder.Services.AddSingleton<IdempotencyRetention>();
builder.Services.AddSingleton<SignInRetention>();
builder.Services.AddSingleton<DecisionRetention>();
builder.Services.AddSingleton<AuditRetention>();
builder.Services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddHostedService<ExpiredRecordRemover>();
builder.Services.AddViews();
builder.Services.AddVelroNodes(ReportSource.WarmerProcess);
builder.Services.AddOptions<ReportOptions>().BindConfiguration(ReportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddHostedService<WeeklyReport>();

var app = builder.Build();
app.MapDefaultEndpoints();
app.Run();
