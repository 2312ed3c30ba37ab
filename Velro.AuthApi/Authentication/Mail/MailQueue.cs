using System.Threading.Channels;
using Velro.AuthApi.RateLimits;

namespace Velro.AuthApi.Authentication.Mail;

/// <summary>
/// Sends mails behind the back of requests, so that an answer takes the same time whether there is one to send or not. What a process has not
/// sent when it ends is lost: the person asks again.
/// </summary>
internal sealed partial class MailQueue(IMailSender sender, MailLimits limits, TimeProvider time, ILogger<MailQueue> logger)
    : BackgroundService
{
    private const int Capacity = 1000;
    private const int MaximumAttempts = 5;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly Channel<Mail> _waiting = Channel.CreateBounded<Mail>(Capacity);

    /// <summary>
    /// Takes a mail. When there is no room for it, that is logged, without what is in it. One to whom enough was sent lately gets no more,
    /// which nobody is told who asks.
    /// </summary>
    public void Add(Mail mail)
    {
        if (limits.TryTake(mail.To) && !_waiting.Writer.TryWrite(mail)) LogFull();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var mail in _waiting.Reader.ReadAllAsync(stoppingToken)) await SendAsync(mail, stoppingToken);
    }

    private async Task SendAsync(Mail mail, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await sender.SendAsync(mail, cancellation);
                return;
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                if (attempt < MaximumAttempts)
                {
                    await Task.Delay(RetryDelay, time, cancellation);
                    continue;
                }

                LogLost(exception);
                return;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A mail is lost: too many wait to be sent.")]
    private partial void LogFull();

    [LoggerMessage(2, LogLevel.Error, "A mail is lost: it could not be sent.")]
    private partial void LogLost(Exception exception);
}
