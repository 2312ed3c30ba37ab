namespace Velro.Authorization.Policies;

/// <summary>A policy as it is stored: its unique name and its JSON document.</summary>
public readonly record struct PolicySource(string Name, string Document);
