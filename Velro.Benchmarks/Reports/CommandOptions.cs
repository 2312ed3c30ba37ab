using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Velro.Benchmarks.Reports;

/// <summary>Options of a command: <c>--name value</c>.</summary>
internal sealed class CommandOptions(string[] args)
{
    private readonly IConfigurationRoot _options = new ConfigurationBuilder().AddCommandLine(args).Build();

    public string? Text(string name) => _options[name];

    public double Number(string name, double otherwise) =>
        _options[name] is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public int Count(string name, int otherwise) => (int)Number(name, otherwise);

    /// <summary>An option that is no number and no list of the names that there are is a mistake, not a default.</summary>
    public bool HasOnly(params string[] names) => _options.AsEnumerable().All(option => names.Contains(option.Key));
}
