namespace Velro.Data.Generations;

/// <summary>A generation as it is stored.</summary>
public sealed record GenerationRow(
    string Id,
    string OwnerId,
    string? ProjectId,
    string? ParentId,
    string Inheritance,
    string Visibility,
    bool IsLocked,
    string Kind,
    string Prompt,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    long Version);

/// <summary>What somebody may say of a generation.</summary>
public sealed record GenerationContent(string? ProjectId, string? ParentId, string Inheritance, string Visibility, string Prompt)
{
    /// <summary>What is stored.</summary>
    public static GenerationContent Of(GenerationRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new GenerationContent(row.ProjectId, row.ParentId, row.Inheritance, row.Visibility, row.Prompt);
    }
}

/// <summary>What a generation's lineage would be below a certain parent.</summary>
/// <param name="IsCircle">Whether it would be above itself.</param>
/// <param name="Levels">How many generations would be above the lowest one below it.</param>
public sealed record Lineage(bool IsCircle, int Levels)
{
    /// <summary>The longest chain of parents (DESIGN.md section 3).</summary>
    public const int MaximumLevels = 10;
}
