using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Velro.AuthApi.Authentication.Passwords;

/// <summary>Argon2id (RFC 9106), and its hashes as the PHC string format writes them: <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>.</summary>
internal static class Argon2idHash
{
    private const int SaltLength = 16;
    private const int HashLength = 32;

    /// <summary>A new hash of a password.</summary>
    public static string Make(string password, PasswordOptions options)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        var cost = new Cost(options.MemoryKibibytes, options.Passes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"$argon2id$v=19$m={cost.Memory},t={cost.Passes},p=1${Encode(salt)}${Encode(Compute(password, salt, cost))}");
    }

    /// <summary>Whether a password is the one of a hash.</summary>
    /// <exception cref="FormatException">The hash is none of these.</exception>
    public static bool Matches(string password, string hash)
    {
        var (cost, salt, expected) = Parse(hash);
        return CryptographicOperations.FixedTimeEquals(Compute(password, salt, cost), expected);
    }

    /// <summary>Whether a hash costs as much to try as one that would be made now.</summary>
    /// <exception cref="FormatException">The hash is none of these.</exception>
    public static bool IsCurrent(string hash, PasswordOptions options) =>
        Parse(hash).Cost == new Cost(options.MemoryKibibytes, options.Passes);

    private static byte[] Compute(string password, byte[] salt, Cost cost)
    {
        var parameters = new Argon2Parameters { MemorySize = cost.Memory, NumberOfPasses = cost.Passes, DegreeOfParallelism = 1 };
        // Not normalised: whether a process can do that depends on the machine, and a hash must be the same on each.
        var bytes = Encoding.UTF8.GetBytes(password);
        var hash = PasswordBasedKeyDerivationAlgorithm.Argon2id(parameters).DeriveBytes(bytes, salt, HashLength);
        CryptographicOperations.ZeroMemory(bytes);
        return hash;
    }

    private static (Cost Cost, byte[] Salt, byte[] Hash) Parse(string text)
    {
        if (text.Split('$') is not ["", "argon2id", "v=19", { } cost, { } salt, { } hash]) throw Malformed();
        if (cost.Split(',') is not [['m', '=', .. var memory], ['t', '=', .. var passes], "p=1"]) throw Malformed();
        return (new Cost(Number(memory), Number(passes)), Decode(salt), Decode(hash));
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Malformed();

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] Decode(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));

    private static FormatException Malformed() => new("The text is no Argon2id hash of version 19 with one lane.");

    private readonly record struct Cost(int Memory, int Passes);
}
