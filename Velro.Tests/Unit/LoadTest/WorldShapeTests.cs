using Velro.LoadTest.Arrivals;
using Velro.LoadTest.Http;
using Velro.LoadTest.World;

namespace Velro.Tests.Unit.LoadTest;

/// <summary>What the load generator takes to be right. That the server agrees is seen in <see cref="Contract.LoadRunTests"/>.</summary>
public sealed class WorldShapeTests
{
    private static readonly WorldShape Shape = new(people: 60);

    [Theory]
    [InlineData(0, 0, "Owner")]        // the lead owns the team's project
    [InlineData(1, 0, "Viewer")]       // members have the lower of their role and the team's, which is editor
    [InlineData(2, 0, "Contributor")]
    [InlineData(3, 1, "Owner")]
    [InlineData(4, 1, "Viewer")]
    [InlineData(0, 1, "Editor")]       // the lead of the team above, its owner, is an editor below, and its members are what they are
    [InlineData(2, 4, "Contributor")]
    [InlineData(4, 0, "None")]         // nobody has a role above their own team
    [InlineData(4, 2, "None")]         // nor beside it
    [InlineData(0, 5, "None")]         // nor in another group
    public void Roles_on_a_teams_project_follow_from_membership(int person, int team, string role) =>
        Assert.Equal(Enum.Parse<Role>(role), Shape.RoleOnTeamProject(person, team));

    [Theory]
    [InlineData(40)]
    [InlineData(420)]
    [InlineData(10_000)]
    public void Guests_and_strangers_have_no_team_in_common_with_whom_they_are_asked_about(int people)
    {
        var shape = new WorldShape(people);
        for (var person = 0; person < people; person++)
        {
            int[] all = [person, shape.GuestOf(person), shape.TeamGuestOf(person), shape.StrangerTo(person, person)];
            Assert.Equal(4, all.Select(one => WorldShape.RootOf(shape.TeamOf(one))).Distinct().Count());
        }
    }

    [Fact]
    public void A_number_of_people_that_makes_no_equal_teams_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new WorldShape(50));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new WorldShape(20));
    }

    [Fact]
    public void Questions_are_of_both_kinds_of_answers_and_of_both_kinds_of_things()
    {
        var world = World();
        var questions = Enumerable.Range(0, 2_000)
            .Select(i =>
            {
                var dice = new Dice((ulong)i);
                return Question.About(world, world.People[i % 60], ref dice);
            })
            .ToArray();

        Assert.InRange(questions.Count(static question => question.Expected), 600, 1_400);
        Assert.Equal(["generation", "project"], questions.Select(static question => question.ResourceType).Distinct().Order());
        Assert.Equal(Roles.Actions.Length, questions.Select(static question => question.Action).Distinct().Count());
        Assert.All(
            questions.Where(question => question.ResourceId == world.People[world.Shape.TeamGuestOf(Number(question))].ProjectId),
            static question => Assert.False(question.Expected));

        static int Number(Question question) => int.Parse(question.SubjectId["person-".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Sharing_goes_through_every_role_and_back_to_none()
    {
        var slot = new SharingSlot();
        var granted = new List<Role>();
        for (var i = 0; i < 4; i++)
        {
            granted.Add(slot.Next());
            slot.Granted = granted[^1];
        }

        Assert.Equal([Role.Viewer, Role.Editor, Role.None, Role.Viewer], granted);
    }

    internal static LoadWorld World() => new()
    {
        Shape = Shape,
        ServiceKey = "vk_key",
        Password = "a password of the world",
        People =
        [
            .. Enumerable.Range(0, Shape.People).Select(static number => new Person(number, $"person-{number}", email: null, new Credential("vk_key"))
            {
                ProjectId = $"project-{number}",
                GenerationId = $"generation-{number}",
            }),
        ],
        Teams =
        [
            .. Enumerable.Range(0, Shape.Teams).Select(static team => new LoadTeam
            {
                Id = $"team-{team}",
                ProjectId = $"team-project-{team}",
                GenerationIds = [$"g-{team}-0", $"g-{team}-1", $"g-{team}-2"],
            }),
        ],
    };
}
