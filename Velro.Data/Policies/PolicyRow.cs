namespace Velro.Data.Policies;

/// <summary>A policy as it is stored: its document as its author wrote it.</summary>
public sealed record PolicyRow(string Name, string Document, DateTime CreatedAt, DateTime UpdatedAt, long Version);
