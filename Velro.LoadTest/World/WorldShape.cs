namespace Velro.LoadTest.World;

/// <summary>
/// Who is in which team and what role they have where, by number: what the world is made from, and what its answers are compared with. It
/// knows nothing of the server.
/// <para>
/// People are in teams of equal size, five teams to a group; the first team of a group is above the others, so that its members have their
/// roles in all five. The first person of a team leads it, and owns its project, of which the team is an editor. Everybody has a project of
/// their own, that nobody else has a role on but for what is shared during a run: with one guest, and with one team, both of other groups.
/// </para>
/// </summary>
internal sealed class WorldShape
{
    private const int TeamsPerGroup = 5;
    private const int LargestTeam = 20;

    private static readonly Role[] MemberRoles = [Role.Viewer, Role.Contributor, Role.Editor];

    /// <param name="people">A multiple of 20, 40 or more.</param>
    public WorldShape(int people)
    {
        if (people < 40 || people % LargestTeam != 0)
            throw new ArgumentOutOfRangeException(nameof(people), people, "The number of users is a multiple of 20, and 40 or more.");
        People = people;
        TeamSize = Math.Min(LargestTeam, people / LargestTeam);
        Teams = people / TeamSize;
    }

    public static int GenerationsPerTeam => 3;

    public int People { get; }

    public int Teams { get; }

    public int TeamSize { get; }

    public int TeamOf(int person) => person / TeamSize;

    /// <summary>The first team of the group, which is above the others.</summary>
    public static int RootOf(int team) => team / TeamsPerGroup * TeamsPerGroup;

    public static bool IsRoot(int team) => RootOf(team) == team;

    public int LeadOf(int team) => team * TeamSize;

    /// <summary>The role of a person as a member of their own team.</summary>
    public Role MemberRole(int person)
    {
        var team = TeamOf(person);
        if (LeadOf(team) == person) return IsRoot(team) ? Role.Owner : Role.Admin;
        return MemberRoles[(person - LeadOf(team) - 1) % MemberRoles.Length];
    }

    /// <summary>The role that a person has in a team: as its member, or as one of the team above it.</summary>
    public Role RoleInTeam(int person, int team)
    {
        var own = TeamOf(person);
        return own == team || own == RootOf(team) ? MemberRole(person) : Role.None;
    }

    /// <summary>The role on a team's project and its generations: the team is an editor there, its lead the owner.</summary>
    public Role RoleOnTeamProject(int person, int team) =>
        LeadOf(team) == person ? Role.Owner : Roles.Lower(RoleInTeam(person, team), Role.Editor);

    /// <summary>The user with whom a person shares their own project during a run.</summary>
    public int GuestOf(int person) => (person + (People / 2)) % People;

    /// <summary>A member of the team with which a person shares their own project during a run.</summary>
    public int TeamGuestOf(int person) => (person + (People / 4)) % People;

    /// <summary>Somebody who never has a role on a person's own project, nor on the project of their team.</summary>
    /// <param name="person">The person.</param>
    /// <param name="draw">Chooses among the people of a group.</param>
    public int StrangerTo(int person, int draw)
    {
        var team = TeamOf((person + (3 * (People / 4))) % People);
        return LeadOf(team) + (draw % TeamSize);
    }
}
