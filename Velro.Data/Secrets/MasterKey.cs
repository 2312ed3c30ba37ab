using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

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
    /// <param name="next">
    /// The key after it, where some processes may have that one already: what they make under it counts; null: none. Nothing is made under it yet.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A text is missing or too short to be a secret, or there is both a key before and a key after. The message does not contain any.
    /// </exception>
    public MasterKey(string? text, string? previous = null, string? next = null)
    {
        if (previous is not null && next is not null)
            throw new ArgumentException("There is a master key before (Velro:PreviousMasterKey) and one after (Velro:NextMasterKey): exchange one at a time.");
        if (previous is not null) Previous = new MasterKey(previous);
        if (next is not null) Next = new MasterKey(next);
        if (text is not { Length: >= MinimumLength })
        {
            throw new ArgumentException(
                $"The master key (Velro:MasterKey, the parameter 'masterkey') has {text?.Length ?? 0} characters; it needs {MinimumLength} or more.");
        }

        _text = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>The key before this one, whose work is still to count; null: there is none.</summary>
    public MasterKey? Previous { get; }

    /// <summary>The key after this one, whose work counts already; null: there is none.</summary>
    public MasterKey? Next { get; }

    /// <summary>The other key whose work counts; null: there is none.</summary>
    public MasterKey? Other => Previous ?? Next;

    /// <summary>The keys for <paramref name="purpose"/> that count: the one under which things are made, and the one before or after it, if there is one.</summary>
    public ImmutableArray<byte[]> DeriveKeys(string purpose) =>
        Other is null ? [DeriveKey(purpose)] : [DeriveKey(purpose), Other.DeriveKey(purpose)];

    /// <summary>The key of the settings <c>Velro:MasterKey</c>, <c>Velro:PreviousMasterKey</c> and <c>Velro:NextMasterKey</c>.</summary>
    /// <exception cref="ArgumentException">As the constructor says.</exception>
    public static MasterKey From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new MasterKey(configuration["Velro:MasterKey"], configuration["Velro:PreviousMasterKey"], configuration["Velro:NextMasterKey"]);
    }

    /// <summary>Derives the 32-byte key for <paramref name="purpose"/> (HKDF-SHA256): the same for the same purpose, in every process.</summary>
    public byte[] DeriveKey(string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, _text, 32, Salt, Encoding.UTF8.GetBytes(purpose));
    }

    /// <summary>Tells nothing.</summary>
    public override string ToString() => nameof(MasterKey);
}
