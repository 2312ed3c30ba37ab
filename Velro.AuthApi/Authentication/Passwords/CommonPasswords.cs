using System.Collections.Frozen;

namespace Velro.AuthApi.Authentication.Passwords;

/// <summary>
/// The passwords that everybody tries first, of those that are long enough to be chosen at all; and, where <c>Velro:Passwords:BreachedList</c> names
/// a file, every line of it.
/// </summary>
internal sealed class CommonPasswords : IBreachedPasswords
{
    private static readonly string[] First =
    [
        "1234567890", "12345678910", "123456789a", "0987654321", "1111111111", "0000000000", "1q2w3e4r5t", "1q2w3e4r5t6y", "qwertyuiop",
        "qwerty12345", "qwerty123456", "qwertyuiop123", "password12", "password123", "password1234", "password12345", "passw0rd123",
        "p@ssw0rd123", "letmein123", "iloveyou123", "welcome123", "welcome1234", "administrator", "admin12345", "changeme123", "asdfghjkl1",
        "asdfghjkl123", "abcdefghij", "abcd123456", "abc1234567", "aa12345678", "a123456789", "sunshine123", "princess123", "football123",
        "baseball123", "superman123", "dragon12345", "monkey12345", "trustno1trustno1", "correcthorsebatterystaple", "9876543210",
    ];

    private readonly FrozenSet<string> _known;

    public CommonPasswords(IConfiguration configuration)
    {
        var list = configuration[$"{PasswordOptions.Section}:BreachedList"];
        _known = First.Concat(list is null ? [] : File.ReadLines(list)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    public ValueTask<bool> ContainsAsync(string password, CancellationToken cancellation) => new(_known.Contains(password));
}
