namespace Velro.LocalAspire.State;

/// <summary>
/// Generated secrets, one file each with the mode 0600, so that they are the same on every run and a script can read one
/// (<c>$(cat …/secrets/adminkey)</c>). A file appears whole or not at all.
/// </summary>
public sealed class SecretStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder;

    internal SecretStore(string folder)
    {
        _folder = folder;
    }

    /// <summary>The file of a secret, whether it exists or not.</summary>
    public string PathOf(string name)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || name[0] == '.')
        {
            throw new ArgumentException($"The secret's name \"{name}\" is not one of letters, digits, '-', '_' and '.'.", nameof(name));
        }
        return Path.Combine(_folder, name);
    }

    /// <summary>The stored secret, or null.</summary>
    public string? Find(string name)
    {
        var path = PathOf(name);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>The stored secret; if there is none, the one that <paramref name="generate"/> makes, which is stored before it is returned.</summary>
    public string GetOrCreate(string name, Func<string> generate, out bool created)
    {
        if (Find(name) is { } stored)
        {
            created = false;
            return stored;
        }
        created = true;
        var value = generate();
        Set(name, value);
        return value;
    }

    /// <summary>Stores a secret in the place of an older one.</summary>
    public void Set(string name, string value)
    {
        var path = PathOf(name);
        var draft = Path.Combine(_folder, $".{name}.{Environment.ProcessId}.{Guid.NewGuid():N}");
        using (var file = new FileStream(draft, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        }))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(value));
            // The name must not reach the disk before the bytes: after a power cut an empty secret would be a lost one.
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
    }
}
