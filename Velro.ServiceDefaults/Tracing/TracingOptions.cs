using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Velro.ServiceDefaults.Tracing;

/// <summary>Which traces are kept, in the configuration section <c>Velro:Tracing</c>.</summary>
internal sealed class TracingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Tracing";

    /// <summary>The share of ordinary requests whose traces are kept where nothing says otherwise.</summary>
    public const double DefaultSampleRatio = 0.01;

    /// <summary>
    /// The share of ordinary requests whose traces are kept. Default: what the standard variables <c>OTEL_TRACES_SAMPLER</c> and
    /// <c>OTEL_TRACES_SAMPLER_ARG</c> say; where they say nothing, 1 in Development and 0.01 elsewhere.
    /// </summary>
    [Range(0.0, 1.0)]
    public double? SampleRatio { get; set; }

    /// <summary>A request that takes longer has its trace kept. Default 200 ms; 0: each of them has.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SlowThreshold { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many traces a second are kept because the caller says that it keeps its own part of them. Default 10.</summary>
    [Range(0, 100_000)]
    public int CallerSampledPerSecond { get; set; } = 10;

    /// <summary>Whether nothing is traced: <c>OTEL_TRACES_SAMPLER</c> is <c>always_off</c>, and no setting of ours says otherwise.</summary>
    internal bool IsOff { get; private set; }

    /// <summary>Sets what was not set, from the standard variables and the environment.</summary>
    internal void Complete(IConfiguration configuration, IHostEnvironment environment)
    {
        if (SampleRatio is not null) return;

        var sampler = configuration["OTEL_TRACES_SAMPLER"]?.Trim().ToLowerInvariant();
        IsOff = sampler is "always_off" or "parentbased_always_off";
        SampleRatio = sampler switch
        {
            "always_on" or "parentbased_always_on" => 1,
            "always_off" or "parentbased_always_off" => 0,
            "traceidratio" or "parentbased_traceidratio" => RatioIn(configuration["OTEL_TRACES_SAMPLER_ARG"]),
            _ => environment.IsDevelopment() ? 1 : DefaultSampleRatio,
        };
    }

    /// <summary>As the standard has it: what is no ratio is as if absent, and absent is 1.</summary>
    private static double RatioIn(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1 ? ratio : 1;
}
