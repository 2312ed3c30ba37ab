using Google.Protobuf;
using Microsoft.Net.Http.Headers;
using Velro.LocalAspire.Dashboard.Access;
using Velro.LocalAspire.Dashboard.Protocol.Collector;

namespace Velro.LocalAspire.Dashboard.Ingestion;

/// <summary>OTLP: gRPC and HTTP with protobuf bodies, as the specification's paths have it.</summary>
internal static class OtlpEndpoints
{
    /// <summary>The largest message, in bytes.</summary>
    public const int MaxMessageSize = 16 * 1024 * 1024;

    private const string Protobuf = "application/x-protobuf";

    public static void AddOtlp(this IServiceCollection services)
    {
        services.AddSingleton<AttributeReader>();
        services.AddSingleton<TraceReceiver>();
        services.AddSingleton<LogReceiver>();
        services.AddSingleton<MetricReceiver>();
        services.AddRequestDecompression();
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = MaxMessageSize);
    }

    public static void MapOtlp(this WebApplication app)
    {
        Mark(app.MapGrpcService<OtlpTraceService>());
        Mark(app.MapGrpcService<OtlpLogsService>());
        Mark(app.MapGrpcService<OtlpMetricsService>());
        Mark(app.MapPost("/v1/traces", static (HttpContext http, TraceReceiver receiver) =>
            AnswerAsync(http, ExportTraceServiceRequest.Parser, receiver.Receive)));
        Mark(app.MapPost("/v1/logs", static (HttpContext http, LogReceiver receiver) =>
            AnswerAsync(http, ExportLogsServiceRequest.Parser, receiver.Receive)));
        Mark(app.MapPost("/v1/metrics", static (HttpContext http, MetricReceiver receiver) =>
            AnswerAsync(http, ExportMetricsServiceRequest.Parser, receiver.Receive)));
    }

    // Who sends telemetry shows a key, not the cookie of a person.
    private static void Mark(IEndpointConventionBuilder endpoint) => endpoint.WithMetadata(ListenerPurpose.Telemetry).AllowAnonymous();

    private static async Task AnswerAsync<TRequest, TResponse>(
        HttpContext http, MessageParser<TRequest> parser, Func<TRequest, TResponse> receive)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals(Protobuf, StringComparison.OrdinalIgnoreCase))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        using var body = new MemoryStream();
        try
        {
            // The server's limit counts the bytes that come; here those that they unpack to.
            var buffer = new byte[64 * 1024];
            for (var read = 1; read > 0;)
            {
                read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted);
                body.Write(buffer, 0, read);
                if (body.Length <= MaxMessageSize) continue;
                http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                return;
            }

            var response = receive(parser.ParseFrom(body.GetBuffer().AsSpan(0, (int)body.Length)));
            http.Response.ContentType = Protobuf;
            await http.Response.Body.WriteAsync(response.ToByteArray(), http.RequestAborted);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidDataException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }
}
