using Microsoft.Extensions.Configuration;
using Velro.AuthApi.Authentication.Passwords;

namespace Velro.Tests.Unit.Passwords;

/// <summary>Passwords that others know (NIST SP 800-63B, section 5.1.1.2).</summary>
public sealed class CommonPasswordsTests : IDisposable
{
    private readonly string _list = Path.GetTempFileName();

    public void Dispose() => File.Delete(_list);

    [Theory]
    [InlineData("Password123", true)]
    [InlineData("correct battery staple", false)]
    public async Task What_everybody_tries_first_is_known_however_it_is_cased(string password, bool isKnown) =>
        Assert.Equal(isKnown, await With(list: null).ContainsAsync(password, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_list_of_the_deployment_is_added_to_them()
    {
        await File.WriteAllLinesAsync(_list, ["correct battery staple", "velro-velro"], TestContext.Current.CancellationToken);
        var passwords = With(_list);

        Assert.True(await passwords.ContainsAsync("Velro-Velro", TestContext.Current.CancellationToken));
        Assert.True(await passwords.ContainsAsync("password123", TestContext.Current.CancellationToken));
        Assert.False(await passwords.ContainsAsync("velro-velro-velro", TestContext.Current.CancellationToken));
    }

    private static CommonPasswords With(string? list) => new(new ConfigurationBuilder()
        .AddInMemoryCollection([new($"{PasswordOptions.Section}:BreachedList", list)]).Build());
}
