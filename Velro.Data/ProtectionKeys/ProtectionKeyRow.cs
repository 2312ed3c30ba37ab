namespace Velro.Data.ProtectionKeys;

/// <summary>A key of the Data Protection ring.</summary>
/// <param name="Name">What the ring calls it.</param>
/// <param name="Xml">The key, its secrets wrapped.</param>
public sealed record ProtectionKeyRow(string Name, string Xml);
