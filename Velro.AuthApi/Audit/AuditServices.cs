using Velro.AuthApi.Audit.Spool;
using Velro.AuthApi.Audit.Trail;
using Velro.Data.Decisions;

namespace Velro.AuthApi.Audit;

/// <summary>Registers what records decisions, and what reads the audit trail.</summary>
internal static class AuditServices
{
    public static void AddDecisionRecords(this IServiceCollection services)
    {
        services.AddOptions<DecisionRecordOptions>()
            .BindConfiguration(DecisionRecordOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DecisionMetrics>();
        services.AddSingleton<CrashLedger>();
        services.AddSingleton<DecisionSpool>();
        services.AddSingleton<DecisionRecorder>();
        services.AddSingleton<DecisionRecordWriter>();
        services.AddSingleton<DecisionBatchWriter>();
        services.AddHostedService<DecisionRecordPump>();
    }

    public static void AddAuditTrail(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AuditEndpoint>();
    }
}
