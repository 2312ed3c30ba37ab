using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Velro.LocalAspire.Dashboard;
using Velro.LocalAspire.Hosting;
using Velro.LocalAspire.Proxy;

namespace Velro.LocalAspire.Tests.Dashboard;

public sealed class DashboardPlacesTests
{
    private static readonly LocalHostSettings Settings = new(RandomizePorts: false, ThrowAwayState: true, HasDashboard: true);

    [Fact]
    public void The_launch_profile_says_where_it_listens()
    {
        var (pages, grpc, http) = (Ports.Free(), Ports.Free(), Ports.Free());
        Assert.Equal(new DashboardPlaces(pages, grpc, http), Of(
            ("ASPNETCORE_URLS", $"http://localhost:{pages};http://localhost:1"),
            ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", $"http://localhost:{grpc}"),
            ("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", $"http://localhost:{http}")));
    }

    [Fact]
    public void One_variable_moves_all_its_ports()
    {
        var port = ThreeFree();
        Assert.Equal(new DashboardPlaces(port, port + 1, port + 2), Of(
            ("VELRO_DASHBOARD_PORT", $"{port}"),
            ("ASPNETCORE_URLS", "http://localhost:1"),
            ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://localhost:2")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_taken_port_is_named_with_the_variable_that_gives_another(int which)
    {
        var port = ThreeFree();
        using var other = new TcpListener(IPAddress.Loopback, port + which);
        other.Start();
        var taken = Assert.Throws<LocalHostException>(() => Of(("VELRO_DASHBOARD_PORT", $"{port}")));
        Assert.Equal("port.taken", taken.Code);
        Assert.Contains($"Port {port + which},", taken.Message, StringComparison.Ordinal);
        Assert.Contains("VELRO_DASHBOARD_PORT=<port>", taken.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65534")]
    [InlineData("-1")]
    [InlineData("http")]
    public void What_is_no_port_is_refused(string port)
    {
        var invalid = Assert.Throws<LocalHostException>(() => Of(("VELRO_DASHBOARD_PORT", port)));
        Assert.Equal("port.invalid", invalid.Code);
        Assert.Contains($"'{port}'", invalid.Message, StringComparison.Ordinal);
    }

    private static DashboardPlaces Of(params (string Key, string Value)[] settings) => DashboardPlaces.Of(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build(),
        Settings);

    private static int ThreeFree()
    {
        while (true)
        {
            var port = Ports.Free();
            try
            {
                Ports.EnsureFree("next", port + 1, "");
                Ports.EnsureFree("next", port + 2, "");
                return port;
            }
            catch (LocalHostException)
            {
                // One of the next two is taken; there are others.
            }
        }
    }
}
