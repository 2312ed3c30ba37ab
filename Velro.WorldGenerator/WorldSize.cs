namespace Velro.WorldGenerator;

/// <summary>How many of everything a world has; of memberships and grants, about.</summary>
/// <param name="Users">The users, and how many of them are deleted follows from it.</param>
/// <param name="Teams">The teams, in trees of at most 8 levels.</param>
/// <param name="Projects">The projects.</param>
/// <param name="Generations">The generations.</param>
/// <param name="Memberships">The memberships in teams.</param>
/// <param name="ProjectGrants">The grants on projects.</param>
/// <param name="GenerationGrants">The grants on generations.</param>
public sealed record WorldSize(
    int Users, int Teams, int Projects, int Generations, int Memberships, int ProjectGrants, int GenerationGrants)
{
    /// <summary>A million generations, a hundred thousand users, ten thousand teams, ten million grants and memberships in all.</summary>
    public static readonly WorldSize Full = new(100_000, 10_000, 100_000, 1_000_000, 1_000_000, 2_000_000, 7_000_000);

    /// <summary>The full size times <paramref name="scale"/>, and a few of each kind at least.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not between 0.0001 and 10.</exception>
    public static WorldSize At(double scale)
    {
        if (scale is not (>= 0.0001 and <= 10))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale is between 0.0001 and 10; 1 is a million generations.");

        return new WorldSize(
            Scaled(Full.Users), Scaled(Full.Teams), Scaled(Full.Projects), Scaled(Full.Generations),
            Scaled(Full.Memberships), Scaled(Full.ProjectGrants), Scaled(Full.GenerationGrants));

        int Scaled(int count) => Math.Max(10, (int)(count * scale));
    }
}
