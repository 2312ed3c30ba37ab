using System.Net;
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

    private readonly Channel<Attempt> _waiting = Channel.CreateBounded<Attempt>(Capacity);

    /// <summary>
    /// Takes a mail. When there is no room for it, that is logged, without what is in it. One to whom enough was sent lately gets no more,
    /// which nobody is told who asks.
    /// </summary>
    /// <param name="mail">The mail.</param>
    /// <param name="source">From where it was asked for; null: unknown.</param>
    public void Add(Mail mail, IPAddress? source)
    {
        if (limits.TryTake(mail.Kind, mail.To, source)) Enqueue(new Attempt(mail, Number: 1));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var attempt in _waiting.Reader.ReadAllAsync(stoppingToken)) await SendAsync(attempt, stoppingToken);
    }

    private async Task SendAsync(Attempt attempt, CancellationToken cancellation)
    {
        try
        {
            await sender.SendAsync(attempt.Mail, cancellation);
        }
        catch (IOException) when (attempt.Number < MaximumAttempts && !cancellation.IsCancellationRequested)
        {
            // Behind those that came meanwhile: what cannot be sent holds up nothing else.
            _ = EnqueueLaterAsync(attempt with { Number = attempt.Number + 1 }, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogLost(exception);
        }
    }

    private async Task EnqueueLaterAsync(Attempt attempt, CancellationToken cancellation)
    {
        await Task.Delay(RetryDelay, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellation.IsCancellationRequested) Enqueue(attempt);
    }

    private void Enqueue(Attempt attempt)
    {
        if (!_waiting.Writer.TryWrite(attempt)) LogFull();
    }

    private sealed record Attempt(Mail Mail, int Number);

    [LoggerMessage(1, LogLevel.Error, "A mail is lost: too many wait to be sent.")]
    private partial void LogFull();

    [LoggerMessage(2, LogLevel.Error, "A mail is lost: it could not be sent.")]
    private partial void LogLost(Exception exception);
}
