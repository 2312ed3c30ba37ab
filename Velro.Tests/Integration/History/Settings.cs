using System.Globalization;

namespace Velro.Tests.Integration.History;

/// <summary>How long histories are: short where nothing is said, as long as one wants by the variables.</summary>
internal static class Settings
{
    /// <summary>From so many decisions on, what does not count decisions takes its long form too.</summary>
    private const long LongForm = 1_000_000;

    /// <summary>How many decisions are wanted at least; null: what the short form makes.</summary>
    public static long? Decisions => Of("VELRO_HISTORY_DECISIONS");

    /// <summary>The seed that is begun with; null: any.</summary>
    public static long? Seed => Of("VELRO_HISTORY_SEED");

    /// <summary>The number of rounds of what does not count decisions.</summary>
    public static int Rounds(int ofShortForm, int ofLongForm) => Decisions >= LongForm ? ofLongForm : ofShortForm;

    private static long? Of(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? long.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
