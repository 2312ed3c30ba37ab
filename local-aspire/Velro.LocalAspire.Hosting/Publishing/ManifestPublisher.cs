using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the manifest: the application described for who deploys it.</summary>
internal sealed partial class ManifestPublisher(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    IConfiguration configuration,
    ILogger<ManifestPublisher> logger)
{
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (configuration[CommandLine.StepKey] is not CommandLine.ManifestStep)
        {
            throw new DistributedApplicationException(
                "The local host publishes the manifest only: --publisher manifest --output-path FILE, "
                + $"or --operation publish --step {CommandLine.ManifestStep}.");
        }

        var given = configuration[CommandLine.OutputPathKey]
            ?? throw new DistributedApplicationException("Where the manifest goes is not said: add --output-path FILE.json, or a folder.");
        var path = Path.GetFullPath(
            given.EndsWith(".json", StringComparison.Ordinal) ? given : Path.Combine(given, "aspire-manifest.json"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // A manifest is written whole or not at all: a half one could be deployed.
        using var written = new MemoryStream();
        await WriteAsync(written, path, cancellationToken);
        await File.WriteAllBytesAsync(path, written.ToArray(), cancellationToken);
        LogPublished(path);
    }

    private async Task WriteAsync(Stream stream, string path, CancellationToken cancellationToken)
    {
        await using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        var context = new ManifestPublishingContext(executionContext, path, writer, cancellationToken);
        await context.WriteModelAsync(model);
        await writer.FlushAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Published manifest to: {Path}")]
    private partial void LogPublished(string path);
}
