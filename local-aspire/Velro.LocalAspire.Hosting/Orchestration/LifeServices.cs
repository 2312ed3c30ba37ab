using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Velro.LocalAspire.Orchestration.Reporting;

namespace Velro.LocalAspire.Orchestration;

/// <summary>What the lives of all resources share.</summary>
internal sealed record LifeServices(
    IServiceProvider Services,
    DistributedApplicationExecutionContext ExecutionContext,
    IDistributedApplicationEventing Eventing,
    ResourceNotificationService Notifications,
    ResourceLoggerService Loggers,
    HealthCheckService HealthChecks,
    LocalState State,
    StartReport Report,
    TimeProvider Time);
