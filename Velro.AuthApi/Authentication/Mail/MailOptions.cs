namespace Velro.AuthApi.Authentication.Mail;

/// <summary>Settings of mails, in the configuration section <c>Velro:Mail</c>.</summary>
internal sealed class MailOptions
{
    public const string Section = "Velro:Mail";

    /// <summary>The folder that mails are put into, a file each, for whoever sends them. Default: <c>~/.velro/outbox</c>.</summary>
    public string Outbox { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".velro", "outbox");

    /// <summary>From whom they are.</summary>
    public string From { get; set; } = "no-reply@velro.invalid";
}
