using Velro.LoadTest.Arrivals;

namespace Velro.LoadTest.World;

/// <summary>A check about things that nobody changes during a run, and the answer that must come.</summary>
internal readonly record struct Question(string SubjectId, string Action, string ResourceType, string ResourceId, bool Expected)
{
    /// <summary>
    /// What a person may do: in half of the cases on what their own team has, else on their own things, on those of another team of the
    /// group, and on those of somebody whom they have nothing to do with.
    /// </summary>
    public static Question About(LoadWorld world, Person person, ref Dice dice)
    {
        var shape = world.Shape;
        var (action, needs) = Roles.Actions[dice.Next(Roles.Actions.Length)];
        var isGeneration = dice.Next(2) == 0;
        var kind = dice.Next(20);
        if (kind is >= 10 and < 14) return Own(person, Role.Owner);
        if (kind >= 17) return Own(world.People[shape.TeamGuestOf(person.Number)], Role.None);

        var team = shape.TeamOf(person.Number);
        if (kind >= 14) team = Math.Min(WorldShape.RootOf(team) + dice.Next(5), shape.Teams - 1);
        var role = shape.RoleOnTeamProject(person.Number, team);
        return isGeneration
            ? Of("generation", world.Teams[team].GenerationIds[dice.Next(WorldShape.GenerationsPerTeam)], role)
            : Of("project", world.Teams[team].ProjectId, role);

        Question Own(Person owner, Role owned) =>
            isGeneration ? Of("generation", owner.GenerationId, owned) : Of("project", owner.ProjectId, owned);

        Question Of(string type, string id, Role held) => new(person.Id, action, type, id, held >= needs);
    }
}
