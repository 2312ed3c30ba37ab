using System.Text;
using BenchmarkDotNet.Attributes;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies;
using Velro.Authorization.Policies.Cel;
using Velro.Authorization.Policies.Conditions;
using Velro.Authorization.Roles;

namespace Velro.Benchmarks.Policies;

/// <summary>A condition alone. A typical one, three comparisons and one <c>in</c>, must take less than 150 ns and allocate nothing.</summary>
[MemoryDiagnoser]
public class ConditionBenchmarks
{
    private readonly CelProgram _typical = ConditionCompiler.Compile(
        "subject.properties.level >= 3 && resource.properties.state == 'active' && " +
        "resource.properties.region in ['eu', 'us', 'ap'] && context.device != 'kiosk'");

    private readonly CelProgram _macro = ConditionCompiler.Compile("resource.properties.tags.exists(tag, tag == subject.properties.team)");

    private readonly PolicyInput _input = new(
        new CheckRequest
        {
            Subject = new EntityRef("user", "ann"),
            Action = "open",
            Resource = new EntityRef("record", "r"),
            Now = new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero),
            Context = Bag("""{"device":"phone"}"""),
        },
        "open",
        Role.Viewer,
        new PolicyProperties(Bag("""{"level":4,"team":"c"}""").Values, PropertyBag.Empty.Values),
        new PolicyProperties(PropertyBag.Empty.Values, Bag("""{"state":"active","region":"us","tags":["a","b","c"]}""").Values));

    /// <summary>Three comparisons and one <c>in</c>.</summary>
    [Benchmark(Baseline = true)]
    public bool Typical() => Run(_typical);

    /// <summary>A macro over three elements.</summary>
    [Benchmark]
    public bool Macro() => Run(_macro);

    private bool Run(CelProgram program)
    {
        var result = program.Run(in _input);
        return result.AsBool ? true : throw new InvalidOperationException("It is false.");
    }

    private static PropertyBag Bag(string json) => PropertyBag.Parse(Encoding.UTF8.GetBytes(json));
}
