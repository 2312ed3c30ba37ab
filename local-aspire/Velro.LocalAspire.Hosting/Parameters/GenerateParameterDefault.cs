using System.Text.Json;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random text: a password or a key.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    /// <summary>The least length; 22 characters of all kinds hold 128 bits.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Whether it may have lower case letters.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether it may have upper case letters.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether it may have digits.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether it may have punctuation.</summary>
    public bool Special { get; set; } = true;

    /// <summary>The least number of lower case letters.</summary>
    public int MinLower { get; set; }

    /// <summary>The least number of upper case letters.</summary>
    public int MinUpper { get; set; }

    /// <summary>The least number of digits.</summary>
    public int MinNumeric { get; set; }

    /// <summary>The least number of punctuation characters.</summary>
    public int MinSpecial { get; set; }

    /// <inheritdoc/>
    public override void WriteToManifest(ManifestPublishingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var writer = context.Writer;
        writer.WriteStartObject("generate");
        writer.WriteNumber("minLength", MinLength);
        WriteUnlessTrue(writer, "lower", Lower);
        WriteUnlessTrue(writer, "upper", Upper);
        WriteUnlessTrue(writer, "numeric", Numeric);
        WriteUnlessTrue(writer, "special", Special);
        WriteUnlessZero(writer, "minLower", MinLower);
        WriteUnlessZero(writer, "minUpper", MinUpper);
        WriteUnlessZero(writer, "minNumeric", MinNumeric);
        WriteUnlessZero(writer, "minSpecial", MinSpecial);
        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public override string GetDefaultValue() => RandomText.Generate(
        MinLength, (Lower, MinLower), (Upper, MinUpper), (Numeric, MinNumeric), (Special, MinSpecial));

    private static void WriteUnlessTrue(Utf8JsonWriter writer, string name, bool value)
    {
        if (!value) writer.WriteBoolean(name, value);
    }

    private static void WriteUnlessZero(Utf8JsonWriter writer, string name, int value)
    {
        if (value != 0) writer.WriteNumber(name, value);
    }
}
