using System.Text;
using Microsoft.AspNetCore.Http;
using Velro.AuthApi.Authentication.SignIn;

namespace Velro.Tests.Unit.SignIn;

/// <summary>What a browser calls itself is anything at all.</summary>
public sealed class SignInOriginTests
{
    [Theory]
    [InlineData(399)]
    [InlineData(400)]
    [InlineData(1000)]
    public void A_device_s_name_is_cut_between_characters(int length)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.UserAgent = new string('x', length) + "\U0001F600\u0007" + new string('y', 50);

        var device = SignInOrigin.Of(http).Device;

        Assert.Equal(400, device.EnumerateRunes().Count());
        Assert.DoesNotContain(Rune.ReplacementChar, device.EnumerateRunes());
        Assert.DoesNotContain('\u0007', device);
    }
}
