namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command is shown, and when it can be done.</summary>
public class CommandOptions
{
    /// <summary>What a person reads further.</summary>
    public string? Description { get; set; }

    /// <summary>Something that the command gets.</summary>
    public object? Parameter { get; set; }

    /// <summary>What a person is asked first.</summary>
    public string? ConfirmationMessage { get; set; }

    /// <summary>The icon.</summary>
    public string? IconName { get; set; }

    /// <summary>How the icon is drawn.</summary>
    public IconVariant? IconVariant { get; set; }

    /// <summary>Whether it is shown without opening a menu.</summary>
    public bool IsHighlighted { get; set; }

    /// <summary>Whether it can be done now; always when null.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState>? UpdateState { get; set; }
}
