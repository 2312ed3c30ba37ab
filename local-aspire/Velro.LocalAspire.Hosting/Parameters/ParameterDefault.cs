using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The value of a parameter that nobody gave one.</summary>
public abstract class ParameterDefault
{
    /// <summary>Says in the manifest how a deployment gets it.</summary>
    public abstract void WriteToManifest(ManifestPublishingContext context);

    /// <summary>The value, when the application runs.</summary>
    public abstract string GetDefaultValue();
}

/// <summary>The same value in development and in deployments.</summary>
internal sealed class ConstantParameterDefault(Func<string> valueGetter) : ParameterDefault
{
    private readonly Lazy<string> _value = new(valueGetter);

    public override void WriteToManifest(ManifestPublishingContext context) => context.Writer.WriteString("value", _value.Value);

    public override string GetDefaultValue() => _value.Value;
}

/// <summary>A default that is made once and kept for later runs.</summary>
internal sealed class KeptParameterDefault(string name, ParameterDefault inner, DistributedApplicationExecutionContext executionContext)
    : ParameterDefault
{
    public override void WriteToManifest(ManifestPublishingContext context) => inner.WriteToManifest(context);

    public override string GetDefaultValue() => executionContext.ParameterStore.GetOrAdd(name, inner.GetDefaultValue);
}
