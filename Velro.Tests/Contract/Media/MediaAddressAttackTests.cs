using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Velro.Tests.Contract.Media;

/// <summary>Addresses that no client library would send, as an attacker writes them: each is refused, and none leads to a file.</summary>
public sealed class MediaAddressAttackTests(MediaFixture api) : IClassFixture<MediaFixture>
{
    private static readonly string[] Steps =
    [
        "..", "%2e%2e", "..%2f..%2f..%2f..%2fetc%2fpasswd", "..%252f..%252fetc%252fpasswd", "%252e%252e%252fetc", "..%c0%af..%c0%afetc",
        "..\\..\\etc\\passwd", "..%5c..%5cetc%5cpasswd", "..%255cetc", "original%00.png", "%00", "original%2f", "original%2f..%2foriginal",
        ".%2foriginal", "%2fetc%2fpasswd", "file:%2f%2f%2fetc%2fpasswd", "original;x", "ORIGINAL", "original%0d%0aX-Injected:%201",
        "%ff%fe", "%uff0e%uff0e", "original%20", "original.", "%e2%80%ae", "~root", "*",
    ];

    [Fact]
    public async Task No_way_of_writing_a_path_leads_out_of_the_store()
    {
        var ann = await api.CreateUserAsync();
        var (generation, bytes) = await api.CreateMediaAsync(ann, "public");
        var query = new Uri(await api.UrlAsync(ann, generation)).Query;
        List<string> targets =
        [
            $"/media/../../../../etc/passwd{query}", "/media/%2e%2e/%2e%2e/etc/passwd", "//media//x", $"/media//original{query}",
        ];
        foreach (var step in Steps)
        {
            targets.Add($"/media/{generation}/{step}{query}");
            targets.Add($"/media/{step}/original{query}");
            if (step is not (".." or "%2e%2e")) targets.Add($"/v1/generations/{generation}/media/{step}");
            targets.Add($"/v1/generations/{step}/media/original");
        }

        foreach (var length in new[] { 65, 129, 2000, 7000 })
        {
            targets.Add($"/media/{generation}/{new string('a', length)}{query}");
            targets.Add($"/media/{new string('a', length)}/original{query}");
            targets.Add($"/media/{generation}/original?user={new string('a', length)}&expires=1&signature={new string('A', length)}");
        }

        foreach (var target in targets)
        {
            var answer = await SendAsync(target);
            var status = int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture);
            Assert.True(status is >= 400 and < 500, $"{target}: {answer}");
            Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("X-Injected", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("/velro-media-", answer, StringComparison.Ordinal);
        }

        // The same way of asking shows what is there.
        Assert.StartsWith("HTTP/1.1 200", await SendAsync($"/media/{generation}/original{query}"), StringComparison.Ordinal);
        Assert.Equal(1000, bytes.Length);
    }

    [Fact]
    public async Task A_target_that_is_too_long_is_refused_by_the_server()
    {
        Assert.StartsWith("HTTP/1.1 414", await SendAsync($"/media/{new string('a', 20_000)}/x"), StringComparison.Ordinal);
    }

    private async Task<string> SendAsync(string target)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(api.Address.Host, api.Address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
