using System.Globalization;
using Velro.LocalAspire.Dashboard.Telemetry.Traces;

namespace Velro.LocalAspire.Dashboard.Filters;

/// <summary>Which traces are shown.</summary>
internal sealed record TraceFilter
{
    public const string Path = "/traces";

    /// <summary>The names that stand for what every span has; any other is an attribute's.</summary>
    public static readonly IReadOnlyList<string> OwnFields = ["name", "kind", "status", "scope", "resource", "duration.ms"];

    /// <summary>A service, or one instance of it, that has a span in the trace.</summary>
    public string? Resource { get; init; }

    /// <summary>Part of the name of the trace, or the beginning of its id.</summary>
    public string? Text { get; init; }

    /// <summary>Only traces with a span that went wrong.</summary>
    public bool OnlyErrors { get; init; }

    /// <summary>The shortest duration, in milliseconds.</summary>
    public double? MinimumMilliseconds { get; init; }

    /// <summary>Conditions that one span must meet, all of them.</summary>
    public IReadOnlyList<FieldFilter> Fields { get; init; } = [];

    /// <summary>Reads an address.</summary>
    public static TraceFilter FromAddress(string address)
    {
        var query = Address.Query(address);
        return new TraceFilter
        {
            Resource = query.Text("resource"),
            Text = query.Text("text"),
            OnlyErrors = query.Text("errors") == "true",
            MinimumMilliseconds = double.TryParse(query.Text("min"), CultureInfo.InvariantCulture, out var minimum) ? minimum : null,
            Fields = query.Fields(),
        };
    }

    /// <summary>The address of the page with this filter.</summary>
    public string ToAddress() => Address.Of(
        Path,
        [
            ("resource", Resource),
            ("text", Text),
            ("errors", OnlyErrors ? "true" : null),
            ("min", MinimumMilliseconds?.ToString(CultureInfo.InvariantCulture)),
            .. Fields.Select(field => ("filter", (string?)field.ToAddress())),
        ]);

    /// <summary>Whether a trace is shown.</summary>
    public bool Shows(Trace trace) =>
        (!OnlyErrors || trace.Errors > 0)
        && (MinimumMilliseconds is null || trace.Duration.TotalMilliseconds >= MinimumMilliseconds)
        && (Text is null
            || trace.Top.Name.Contains(Text, StringComparison.OrdinalIgnoreCase)
            || trace.Id.StartsWith(Text, StringComparison.OrdinalIgnoreCase))
        && (Resource is null || trace.First.IsNamed(Resource) || trace.Any(span => span.Source.IsNamed(Resource)))
        && (Fields.Count == 0 || trace.Any(span => Fields.All(field => field.Holds(ValueOf(span, field.Field)))));

    private static string? ValueOf(SpanRecord span, string field) => field switch
    {
        "name" => span.Name,
        "kind" => span.Kind.ToString(),
        "status" => span.Status.ToString(),
        "scope" => span.Scope,
        "resource" => span.Source.DisplayName,
        "duration.ms" => span.Duration.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        _ => span.Attributes.ValueOf(field),
    };

    public bool Equals(TraceFilter? other) => other is not null && ToAddress() == other.ToAddress();

    public override int GetHashCode() => ToAddress().GetHashCode(StringComparison.Ordinal);
}
