namespace Velro.AuthApi.Authentication.Mail;

/// <summary>Sends mails. Another one than the outbox is registered in its place.</summary>
internal interface IMailSender
{
    /// <summary>Sends a mail, or hands it to who does.</summary>
    /// <exception cref="IOException">It could not be; it is tried again. After any other exception it is not.</exception>
    Task SendAsync(Mail mail, CancellationToken cancellation);
}
