using System.Text.Json;
using Velro.Authorization.Entities;

namespace Velro.Data.Entities;

/// <summary>An entity's properties, as they are stored.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Properties">A JSON object.</param>
/// <param name="CreatedAt">When properties were first stored.</param>
/// <param name="UpdatedAt">When they were last stored.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="IsNew">Whether the statement that answered this made the row.</param>
public sealed record EntityRow(EntityRef Entity, JsonElement Properties, DateTime CreatedAt, DateTime UpdatedAt, long Version, bool IsNew);
