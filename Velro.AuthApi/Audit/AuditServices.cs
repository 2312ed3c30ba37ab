using Velro.Data.Decisions;

namespace Velro.AuthApi.Audit;

/// <summary>Registers what records decisions.</summary>
internal static class AuditServices
{
    public static void AddDecisionRecords(this IServiceCollection services)
    {
        services.AddOptions<DecisionRecordOptions>()
            .BindConfiguration(DecisionRecordOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DecisionMetrics>();
        services.AddSingleton<DecisionRecorder>();
        services.AddSingleton<DecisionRecordWriter>();
        services.AddHostedService<DecisionRecordPump>();
    }
}
