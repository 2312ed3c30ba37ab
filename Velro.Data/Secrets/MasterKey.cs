using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Velro.Data.Secrets;

/// <summary>
/// The root of the secrets that the processes share (RIGHTS.md A6). It is itself never used as a key, stored or shown: for each purpose
/// another key is derived from it, and none of these tells anything of another.
/// </summary>
public sealed class MasterKey
{
    /// <summary>The shortest text that is taken: 32 characters.</summary>
    public const int MinimumLength = 32;

    private static readonly byte[] Salt = "velro"u8.ToArray();

    private readonly byte[] _text;

    /// <summary>Takes the text of the parameter <c>masterkey</c>.</summary>
    /// <param name="text">The key.</param>
    /// <param name="previous">
    /// The key before it, while what was made under that one is still to count (RIGHTS.md A6); null: none. Nothing is made under it any more.
    /// </param>
    /// <exception cref="ArgumentException">A text is missing or too short to be a secret. The message does not contain it.</exception>
    public MasterKey(string? text, string? previous = null)
    {
        if (previous is not null) Previous = new MasterKey(previous);
        if (text is not { Length: >= MinimumLength })
        {
            throw new ArgumentException(
                $"The master key (Velro:MasterKey, the parameter 'masterkey') has {text?.Length ?? 0} characters; it needs {MinimumLength} or more.");
        }

        _text = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>The key before this one, whose work is still to count; null: there is none.</summary>
    public MasterKey? Previous { get; }

    /// <summary>The keys for <paramref name="purpose"/> that count: the one under which things are made, and the one before it, if there is one.</summary>
    public ImmutableArray<byte[]> DeriveKeys(string purpose) =>
        Previous is null ? [DeriveKey(purpose)] : [DeriveKey(purpose), Previous.DeriveKey(purpose)];

    /// <summary>Derives the 32-byte key for <paramref name="purpose"/> (HKDF-SHA256): the same for the same purpose, in every process.</summary>
    public byte[] DeriveKey(string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, _text, 32, Salt, Encoding.UTF8.GetBytes(purpose));
    }

    /// <summary>Tells nothing.</summary>
    public override string ToString() => nameof(MasterKey);
}
