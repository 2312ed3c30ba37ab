namespace Velro.AuthApi.Media.Storage;

/// <summary>
/// Chooses the store by the settings: S3 or Azure where one of them is named, else a folder. Only the one that is chosen is made, and with
/// it the client of its SDK.
/// </summary>
internal static class MediaStores
{
    /// <exception cref="InvalidOperationException">The settings name several stores, or one incompletely.</exception>
    public static IMediaStore Choose(MediaOptions options, IHostEnvironment environment, TimeProvider time)
    {
        if (options is { S3: not null, Azure: not null })
            throw new InvalidOperationException($"{MediaOptions.Section} names two stores. Keep one of S3 and Azure.");
        if (options.S3 is { } s3) return new S3MediaStore(s3, time);
        if (options.Azure is { } azure) return new AzureMediaStore(azure, time);
        if (options.Path is { Length: > 0 } path) return new LocalMediaStore(Path.GetFullPath(path));
        return environment.IsDevelopment() ? new LocalMediaStore(DefaultPath()) : new MissingMediaStore();
    }

    /// <summary>One folder for all replicas on the machine. Two checkouts may share it: no id is ever made twice.</summary>
    private static string DefaultPath() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".velro", "media");
}
