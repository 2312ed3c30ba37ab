using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies;
using Velro.Authorization.Policies.Cel.Values;
using Velro.Authorization.Policies.Conditions;
using Velro.Authorization.Roles;
using Velro.Tests.Unit.Decisions;

namespace Velro.Tests.Unit.Policies;

/// <summary>Ordinary conditions leave no garbage, and hostile ones are stopped.</summary>
public sealed class ConditionCostTests
{
    private const string Stored = "{'status':'active','level':4,'region':'eu-west','tags':['red','blue'],'limits':{'day':7}}";

    private static CheckRequest Request => new()
    {
        Subject = new EntityRef("user", "ann"),
        Action = "open",
        Resource = new EntityRef("record", "r-1"),
        Now = World.Now,
        Context = World.Bag("{'ip':'10.1.2.3'}"),
    };

    private static PolicyInput Input(CheckRequest request) => new(
        request, request.Action, Role.Viewer, new PolicyProperties(World.Bag("{'level':5}").Values, CelMap.Empty), new PolicyProperties(CelMap.Empty, World.Bag(Stored).Values));

    [Theory]
    [InlineData("resource.properties.status == 'active' && subject.properties.level >= resource.properties.level && resource.id != 'r-2' && resource.properties.region in ['eu-west', 'eu-north']")]
    [InlineData("has(resource.properties.limits.day) && resource.properties.limits['day'] * 2 < 20")]
    [InlineData("resource.properties.tags.exists(tag, tag in ['blue', 'green'])")]
    [InlineData("cidr('10.0.0.0/8').containsIP(context.ip) && ip(context.ip).family() == 4")]
    [InlineData("now.getHours('Europe/Paris') >= 8 && now < timestamp('2030-01-01T00:00:00Z') && now.getDayOfWeek() in [1, 2, 3, 4, 5]")]
    [InlineData("resource.id.matches('^r-[0-9]+$') && resource.id.startsWith('r-') && size(resource.id) == 3")]
    [InlineData("!(has(subject.properties.absent) && subject.properties.absent == 1)")]
    [InlineData("subject.properties.absent == 1 || true")]
    public void An_ordinary_condition_does_not_allocate(string condition)
    {
        var program = ConditionCompiler.Compile(condition);
        var request = Request;
        var input = Input(request);
        Assert.True(program.Run(in input).IsTrue);

        // Unoptimised code boxes where optimised code does not, so the rounds go on until the runtime has optimised it.
        var end = DateTime.UtcNow.AddMinutes(2);
        while (AllocatedIn(1_000) is var allocated and > 0) Assert.True(DateTime.UtcNow < end, $"It still allocates {allocated / 1_000} bytes a run.");

        long AllocatedIn(int runs)
        {
            var given = Input(request);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < runs; i++) program.Run(in given);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].all(a, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].all(b, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].all(c, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].all(d, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].all(e, a + b + c + d + e >= 0)))))")]
    [InlineData("['xxxxxxxxxxxxxxxx'].map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).size() == 1")]
    [InlineData("[[1, 1]].map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).size() == 1")]
    [InlineData("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].all(a, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].all(b, resource.id.matches('r|' + context.ip)))")]
    public void A_condition_that_grows_is_stopped(string condition)
    {
        var input = Input(Request);

        var result = ConditionCompiler.Compile(condition).Run(in input);
        Assert.Equal("cost_exceeded", result.AsError.Code);
    }

    [Fact]
    public void Text_of_a_condition_is_bounded_in_length_and_depth()
    {
        Refused("policy.condition.too_long", new string(' ', 20_000) + "true");
        Refused("policy.condition.too_deep", new string('(', 5_000) + "true" + new string(')', 5_000));
        Refused("policy.condition.too_deep", new string('[', 5_000));
        Refused("policy.condition.too_deep", string.Concat(Enumerable.Repeat("{1:", 5_000)));
        Refused("policy.condition.too_deep", new string('!', 16_000) + "true");
        Refused("policy.condition.too_deep", new string('-', 16_000) + "1 == 1");
        Refused("policy.condition.too_deep", "context" + string.Concat(Enumerable.Repeat(".a", 5_000)));
        Refused("policy.condition.too_deep", "1" + string.Concat(Enumerable.Repeat("+1", 5_000)) + " == 1");
        Refused("policy.condition.too_deep", string.Concat(Enumerable.Repeat("true ? true : ", 1_000)) + "true");
        Refused("policy.condition.too_deep", string.Concat(Enumerable.Range(0, 9).Select(i => $"[1].all(x{i}, ")) + "true" + new string(')', 9));
    }

    [Fact]
    public void What_the_language_asks_for_at_least_is_within_the_bounds()
    {
        foreach (var condition in new[]
        {
            string.Join(" || ", Enumerable.Repeat("false", 1_000)) + " || true",
            string.Join(" && ", Enumerable.Repeat("true", 1_000)),
            string.Concat(Enumerable.Repeat("false ? false : ", 32)) + "true",
            string.Concat(Enumerable.Repeat("1 + ", 100)) + "1 == 101",
            new string('(', 64) + "true" + new string(')', 64),
        })
        {
            var input = Input(Request);
            Assert.True(ConditionCompiler.Compile(condition).Run(in input).IsTrue);
        }
    }

    private static void Refused(string code, string condition) =>
        Assert.Equal(code, Assert.Throws<Velro.Authorization.Policies.Cel.Syntax.CelSourceException>(() => ConditionCompiler.Compile(condition)).Code);
}
