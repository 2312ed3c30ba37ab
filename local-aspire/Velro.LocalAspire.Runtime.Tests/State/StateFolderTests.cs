using System.Diagnostics;
using Velro.LocalAspire.State;

namespace Velro.LocalAspire.Runtime.Tests.State;

public sealed class StateFolderTests
{
    [Fact]
    public void A_second_apphost_is_refused_with_the_process_of_the_first()
    {
        using var place = new TemporaryPlace();
        using var first = StateFolder.Open(new StateFolderOptions("/src/AppHost.csproj", place.Path));

        var error = Assert.Throws<LocalHostException>(() => StateFolder.Open(new StateFolderOptions("/src/AppHost.csproj", place.Path)));

        Assert.Equal("state.locked", error.Code);
        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lock_of_an_ended_apphost_is_no_obstacle()
    {
        using var place = new TemporaryPlace();
        StateFolder.Open(new StateFolderOptions("/src/AppHost.csproj", place.Path)).Dispose();

        using var second = StateFolder.Open(new StateFolderOptions("/src/AppHost.csproj", place.Path));

        Assert.Equal(place.Path, second.Root);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named_with_the_way_out()
    {
        // A file where a folder must be stops root too, whom no mode stops.
        using var place = new TemporaryPlace();
        var file = Path.Combine(place.Path, "file");
        File.WriteAllText(file, "");

        var error = Assert.Throws<LocalHostException>(() => StateFolder.Open(new StateFolderOptions("/src/AppHost.csproj", file + "/state")));

        Assert.Equal("state.not_writable", error.Code);
        Assert.Contains(file + "/state", error.Message, StringComparison.Ordinal);
        Assert.Contains("VELRO_HOME", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_checkouts_never_share_their_state()
    {
        var first = StateFolder.RootOf(new StateFolderOptions("/one/AppHost.csproj"));
        var second = StateFolder.RootOf(new StateFolderOptions("/two/AppHost.csproj"));

        Assert.NotEqual(first, second);
        Assert.Equal(first, StateFolder.RootOf(new StateFolderOptions("/one/AppHost.csproj")));
    }

    [Fact]
    public void What_it_holds_is_closed_to_others()
    {
        using var place = new TemporaryPlace();
        using var state = StateFolder.Open(new StateFolderOptions("/src/AppHost.csproj", place.Path));
        state.Secrets.Set("password", "p");

        Assert.Equal("p", state.Secrets.Find("password"));
        const UnixFileMode readable = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(state.Root) & readable);
        Assert.Equal("rwx------", Mode(Path.GetDirectoryName(state.Secrets.PathOf("password"))!));
        Assert.Equal("rw-------", Mode(state.Secrets.PathOf("password")));
        Assert.Equal("rwx------", Mode(state.Logs));
    }

    [Fact]
    public void Servers_data_lie_where_their_user_can_get()
    {
        if (!Environment.IsPrivilegedProcess) return;
        using var place = new TemporaryPlace();
        var closed = Directory.CreateDirectory(Path.Combine(place.Path, "closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var open = StateFolder.Open(new StateFolderOptions("/a", Path.Combine(place.Path, "open")));
        using var shut = StateFolder.Open(new StateFolderOptions("/a", Path.Combine(closed.FullName, "state")));
        try
        {
            Assert.StartsWith(open.Root, open.ServerData, StringComparison.Ordinal);
            Assert.StartsWith("/var/lib/velro/", shut.ServerData, StringComparison.Ordinal);
            Assert.Equal(0, As("nobody", "test -x " + open.ServerData));
            Assert.Equal(0, As("nobody", "test -x " + shut.ServerData));
            Assert.Equal("rwx------", Mode(closed.FullName));
        }
        finally
        {
            Directory.Delete(shut.ServerData, recursive: true);
        }
    }

    [Fact]
    public void A_throw_away_folder_is_gone_at_the_end()
    {
        var state = StateFolder.Open(new StateFolderOptions("/src/AppHost.csproj", ThrowAway: true));
        var (root, data) = (state.Root, state.ServerData);
        Assert.True(Directory.Exists(root));

        state.Dispose();

        Assert.False(Directory.Exists(root));
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public void A_secret_is_made_once_and_kept()
    {
        using var place = new TemporaryPlace();
        using (var state = StateFolder.Open(new StateFolderOptions("/a", place.Path)))
        {
            Assert.Equal("first", state.Secrets.GetOrCreate("key", () => "first", out var created));
            Assert.True(created);
        }

        using (var state = StateFolder.Open(new StateFolderOptions("/a", place.Path)))
        {
            Assert.Equal("first", state.Secrets.GetOrCreate("key", () => "second", out var created));
            Assert.False(created);
            Assert.Single(Directory.GetFiles(Path.GetDirectoryName(state.Secrets.PathOf("key"))!));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("../key")]
    [InlineData(".key")]
    [InlineData("a b")]
    public void A_secrets_name_cannot_leave_the_folder(string name)
    {
        using var place = new TemporaryPlace();
        using var state = StateFolder.Open(new StateFolderOptions("/a", place.Path));

        Assert.Throws<ArgumentException>(() => state.Secrets.PathOf(name));
    }

    private static string Mode(string path) => string.Concat(
        "rwxrwxrwx".Select((letter, bit) => ((int)File.GetUnixFileMode(path) & (1 << (8 - bit))) != 0 ? letter : '-'));

    private static int As(string user, string command)
    {
        using var process = Process.Start("su", ["-s", "/bin/sh", user, "-c", command]);
        process.WaitForExit();
        return process.ExitCode;
    }
}
