using Velro.AuthApi.Files;

namespace Velro.Tests.Unit.Files;

/// <summary>Folders are put on the disk with what they have; one that is not there is told.</summary>
public sealed class FolderSyncTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = Directory.CreateTempSubdirectory("velro-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_is_flushed()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "x");
        FolderSync.Flush(_folder);
    }

    [Fact]
    public void One_that_is_not_there_is_told()
    {
        if (OperatingSystem.IsWindows()) return;
        var error = Assert.Throws<IOException>(() => FolderSync.Flush(Path.Combine(_folder, "none")));
        Assert.Contains(Path.Combine(_folder, "none"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_ones_are_made_with_their_rights_and_the_others_left_alone()
    {
        var path = Path.Combine(_folder, "a", "b");
        FolderSync.Create(path, OwnerOnly);
        FolderSync.Create(path, UnixFileMode.UserRead);

        Assert.True(Directory.Exists(path));
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal((OwnerOnly, OwnerOnly), (File.GetUnixFileMode(path), File.GetUnixFileMode(Path.Combine(_folder, "a"))));
    }
}
