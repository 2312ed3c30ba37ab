using Grpc.Core;
using Velro.LocalAspire.Dashboard.Protocol.Collector;

namespace Velro.LocalAspire.Dashboard.Ingestion;

/// <summary>OTLP over gRPC: traces.</summary>
internal sealed class OtlpTraceService(TraceReceiver receiver) : TraceService.TraceServiceBase
{
    public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context) =>
        Task.FromResult(receiver.Receive(request));
}

/// <summary>OTLP over gRPC: logs.</summary>
internal sealed class OtlpLogsService(LogReceiver receiver) : LogsService.LogsServiceBase
{
    public override Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context) =>
        Task.FromResult(receiver.Receive(request));
}

/// <summary>OTLP over gRPC: metrics.</summary>
internal sealed class OtlpMetricsService(MetricReceiver receiver) : MetricsService.MetricsServiceBase
{
    public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context) =>
        Task.FromResult(receiver.Receive(request));
}
