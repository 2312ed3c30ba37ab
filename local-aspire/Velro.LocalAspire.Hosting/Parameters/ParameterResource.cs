namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that the person who runs or deploys the application gives.</summary>
public class ParameterResource : Resource, IExpressionValue
{
    private readonly Lazy<string> _value;
    private string? _configurationKey;

    /// <summary>Makes a parameter.</summary>
    /// <param name="name">The name.</param>
    /// <param name="callback">Gives the value, from the default when there is one and nothing else.</param>
    /// <param name="secret">Whether the value must not be shown.</param>
    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false) : base(name)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _value = new Lazy<string>(() => callback(Default));
        Secret = secret;
    }

    /// <summary>The value of a parameter that nobody gave one.</summary>
    public ParameterDefault? Default { get; set; }

    /// <summary>Whether the value must not be shown.</summary>
    public bool Secret { get; }

    /// <summary>Whether the value is a connection string.</summary>
    public bool IsConnectionString { get; set; }

    /// <summary>What the value is for.</summary>
    public string? Description { get; set; }

    /// <summary>Whether the description is Markdown.</summary>
    public bool EnableDescriptionMarkdown { get; set; }

    /// <summary>How the manifest names the value.</summary>
    public string ValueExpression => $"{{{Name}.value}}";

    /// <summary>The configuration key that gives the value.</summary>
    internal string ConfigurationKey
    {
        get => _configurationKey ?? $"{(IsConnectionString ? "ConnectionStrings" : "Parameters")}:{Name}";
        init => _configurationKey = value;
    }

    /// <summary>The value; throws when there is none.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(_value.Value);
}
