using System.Globalization;

namespace Velro.LocalAspire.Dashboard.Filters;

/// <summary>Which instrument is shown, and how.</summary>
internal sealed record MetricFilter
{
    public const string Path = "/metrics";

    /// <summary>The windows of time to choose from, in minutes.</summary>
    public static readonly IReadOnlyList<int> Windows = [1, 5, 15, 30, 60];

    /// <summary>A service, or one instance of it.</summary>
    public string? Resource { get; init; }

    public string? Meter { get; init; }

    public string? Instrument { get; init; }

    /// <summary>How far back, in minutes.</summary>
    public int Minutes { get; init; } = 5;

    /// <summary>Whether numbers stand in place of the plot.</summary>
    public bool AsTable { get; init; }

    /// <summary>Of a histogram the number of measurements, of a counter the total, in place of percentiles and the rate.</summary>
    public bool AsCount { get; init; }

    /// <summary>The values that attributes must have; an attribute that is not among them may have any.</summary>
    public IReadOnlyList<FieldFilter> Fields { get; init; } = [];

    /// <summary>Reads an address.</summary>
    public static MetricFilter FromAddress(string address)
    {
        var query = Address.Query(address);
        return new MetricFilter
        {
            Resource = query.Text("resource"),
            Meter = query.Text("meter"),
            Instrument = query.Text("instrument"),
            Minutes = int.TryParse(query.Text("minutes"), CultureInfo.InvariantCulture, out var minutes) && Windows.Contains(minutes)
                ? minutes
                : 5,
            AsTable = query.Text("view") == "table",
            AsCount = query.Text("show") == "count",
            Fields = query.Fields(),
        };
    }

    /// <summary>The address of the page with this choice.</summary>
    public string ToAddress() => Address.Of(
        Path,
        [
            ("resource", Resource),
            ("meter", Meter),
            ("instrument", Instrument),
            ("minutes", Minutes == 5 ? null : Minutes.ToString(CultureInfo.InvariantCulture)),
            ("view", AsTable ? "table" : null),
            ("show", AsCount ? "count" : null),
            .. Fields.Select(field => ("filter", (string?)field.ToAddress())),
        ]);

    /// <summary>Whether a combination of attributes counts: each attribute that is chosen from has one of the chosen values.</summary>
    public bool Shows(KeyValuePair<string, string>[] attributes) =>
        Fields.GroupBy(field => field.Field).All(choice => choice.Any(field => field.Holds(attributes.ValueOf(field.Field) ?? "")));

    public bool Equals(MetricFilter? other) => other is not null && ToAddress() == other.ToAddress();

    public override int GetHashCode() => ToAddress().GetHashCode(StringComparison.Ordinal);
}
