using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;
using Npgsql;
using Velro.Data.ProtectionKeys;
using Velro.Data.Secrets;

namespace Velro.AuthApi.Authentication.KeyRing;

/// <summary>
/// Where the master key before is given, wraps the ring anew under the present one when the process starts (RIGHTS.md A6). What is protected by
/// the ring, such as passwords, is touched by none of it.
/// </summary>
internal sealed partial class KeyRingRewrap(MasterKey masterKey, ProtectionKeyTable table, ILogger<KeyRingRewrap> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        masterKey.Previous is { } previous ? Task.Run(() => TryRewrap(previous), stoppingToken) : Task.CompletedTask;

    private void TryRewrap(MasterKey previous)
    {
        try
        {
            foreach (var row in table.ListRows()) TryRewrap(row, previous);
        }
        catch (NpgsqlException exception)
        {
            LogFailed(exception);
        }
    }

    /// <summary>A key that neither master key opens was no use before either, and is in nobody's way.</summary>
    private void TryRewrap(ProtectionKeyRow row, MasterKey previous)
    {
        try
        {
            Rewrap(row, previous);
        }
        catch (Exception exception) when (exception is CryptographicException or XmlException or FormatException)
        {
            LogUnreadable(exception, row.Name);
        }
    }

    private void Rewrap(ProtectionKeyRow row, MasterKey previous)
    {
        var key = XElement.Parse(row.Xml);
        var isChanged = false;
        foreach (var wrapped in key.Descendants("wrapped").Where(element => !MasterKeyWrap.IsUnder(element, masterKey)).ToArray())
        {
            wrapped.Value = new MasterKeyWrap(masterKey).Encrypt(MasterKeyWrap.Unwrap(wrapped, previous)).EncryptedElement.Value;
            isChanged = true;
        }

        if (isChanged) table.Insert(row.Name, key.ToString(SaveOptions.DisableFormatting));
    }

    [LoggerMessage(1, LogLevel.Warning, "The key ring was not wrapped anew. It stays under the master key before until the next start.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(2, LogLevel.Error, "The key {Key} of the ring opens under neither master key, and is left as it is.")]
    private partial void LogUnreadable(Exception exception, string key);
}
