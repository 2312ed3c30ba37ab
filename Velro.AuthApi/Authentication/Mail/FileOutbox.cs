using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;

namespace Velro.AuthApi.Authentication.Mail;

/// <summary>Puts each mail into a file of a folder (RFC 5322), which nobody but this user reads. A file is there when it is whole.</summary>
internal sealed class FileOutbox(IOptions<MailOptions> options, TimeProvider time) : IMailSender
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public async Task SendAsync(Mail mail, CancellationToken cancellation)
    {
        var folder = options.Value.Outbox;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);

        var name = Path.Combine(folder, $"{time.GetUtcNow().UtcDateTime:yyyyMMddTHHmmssfff}-{Guid.CreateVersion7():N}");
        var stream = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) stream.UnixCreateMode = OwnerOnly;
        await using (var writer = new StreamWriter(name + ".part", Encoding.UTF8, stream)) await writer.WriteAsync(Format(mail).AsMemory(), cancellation);
        File.Move(name + ".part", name + ".eml");
    }

    private string Format(Mail mail) => string.Join(
        "\r\n",
        $"From: {options.Value.From}",
        $"To: {OneLine(mail.To)}",
        $"Subject: =?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(mail.Subject))}?=",
        $"Date: {time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture)}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        mail.Text.ReplaceLineEndings("\r\n"));

    /// <summary>What is entered by somebody is never more than the one header.</summary>
    private static string OneLine(string text) => string.Concat(text.Where(static letter => !char.IsControl(letter)));
}
