namespace Velro.AuthApi.Authentication.Mail;

/// <summary>What a mail is for. Each has a limit of its own, so that nobody keeps one away by asking for another.</summary>
internal enum MailKind : byte
{
    /// <summary>Somebody signed up, with an address that is new or is known.</summary>
    SignUp,

    /// <summary>Somebody forgot their password.</summary>
    PasswordReset,

    /// <summary>What an account is signed in with was changed.</summary>
    Notice,
}

/// <summary>A mail to a person.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="To">The address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
internal sealed record Mail(MailKind Kind, string To, string Subject, string Text)
{
    /// <summary>Tells nothing: mails carry what opens accounts.</summary>
    public override string ToString() => nameof(Mail);
}
