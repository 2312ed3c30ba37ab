using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Velro.Data.ProtectionKeys;

namespace Velro.AuthApi.Authentication.KeyRing;

/// <summary>Keeps the Data Protection ring in the database, where all replicas find it.</summary>
internal sealed class PostgresKeyRing(ProtectionKeyTable table) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. table.ListRows().Select(static row => XElement.Parse(row.Xml))];

    public void StoreElement(XElement element, string friendlyName) =>
        table.Insert(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
