using System.Text.Json;
using Velro.Data.Entities;

namespace Velro.AuthApi.Entities;

/// <summary>An entity's stored properties, as they are answered.</summary>
internal sealed record EntityAnswer(string Id, string Type, JsonElement Properties, DateTime CreatedAt, DateTime UpdatedAt)
{
    public static EntityAnswer Of(EntityRow row) => new(row.Entity.Id, row.Entity.Type, row.Properties, row.CreatedAt, row.UpdatedAt);
}
