using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>The options of an AppHost's command line.</summary>
internal static class CommandLine
{
    public const string OutputPathKey = "Pipeline:OutputPath";
    public const string StepKey = "Pipeline:Step";
    public const string ManifestStep = "publish-manifest";

    private const string OperationKey = "AppHost:Operation";
    private const string PublisherKey = "Publishing:Publisher";

    private static readonly Dictionary<string, string> Options = new()
    {
        ["--operation"] = OperationKey,
        ["--publisher"] = PublisherKey,
        ["--step"] = StepKey,
        ["--output-path"] = OutputPathKey,
    };

    /// <summary>Puts the options into the configuration and says what is to be done.</summary>
    public static DistributedApplicationOperation Read(ConfigurationManager configuration, string[] args)
    {
        configuration.AddCommandLine(args, Options);
        if (string.Equals(configuration[PublisherKey], "manifest", StringComparison.OrdinalIgnoreCase))
        {
            configuration[StepKey] ??= ManifestStep;
            configuration[OperationKey] ??= "publish";
        }

        return configuration[OperationKey]?.ToUpperInvariant() switch
        {
            "RUN" => DistributedApplicationOperation.Run,
            "PUBLISH" => DistributedApplicationOperation.Publish,
            null => configuration[PublisherKey] is null ? DistributedApplicationOperation.Run : DistributedApplicationOperation.Publish,
            _ => throw new DistributedApplicationException(
                $"There is no operation '{configuration[OperationKey]}'; there are 'run' and 'publish'."),
        };
    }
}
