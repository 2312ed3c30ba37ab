namespace Velro.AuthApi.Authentication.Mail;

/// <summary>A mail to a person.</summary>
/// <param name="To">The address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
internal sealed record Mail(string To, string Subject, string Text)
{
    /// <summary>Tells nothing: mails carry what opens accounts.</summary>
    public override string ToString() => nameof(Mail);
}
