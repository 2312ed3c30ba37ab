using CsCheck;

namespace Velro.Tests.Reference;

/// <summary>Random properties and policies: few names, so that they meet, and conditions that fail as well as hold.</summary>
internal static class RandomPolicies
{
    private static readonly Gen<string> Names = Choice.Of("a", "b");

    private static readonly Gen<string> Entities = Choice.Of("subject", "resource");

    /// <summary>Some of two properties, a number or, now and then, a text.</summary>
    public static readonly Gen<IReadOnlyDictionary<string, object>> Values = Gen.Select(
            Names,
            Gen.Frequency((5, Gen.Int[0, 2].Select(static number => (object)number)), (1, Gen.Const((object)"text"))),
            KeyValuePair.Create)
        .Array[0, 2]
        .Select(static pairs => (IReadOnlyDictionary<string, object>)pairs.DistinctBy(static pair => pair.Key).ToDictionary());

    private static Gen<Condition> Simple(int now) => Gen.OneOf(
        Gen.Select(Entities, Names, static (entity, name) => (Condition)new HasProperty(entity, name)),
        Gen.Select(Entities, Names, Gen.Int[0, 2], static (entity, name, value) => (Condition)new PropertyIs(entity, name, value)),
        Gen.Select(Entities, Names, Gen.Int[0, 2], static (entity, name, value) => (Condition)new PropertyBelow(entity, name, value)),
        Gen.Select(Names, Gen.Int[0, 2], Gen.Int[0, 2], static (name, first, second) => (Condition)new ContextIsOneOf(name, first, second)),
        Choice.Of("none", "viewer", "editor", "owner").Select(static role => (Condition)new RoleIs(role)),
        Choice.Of("u0", "u1", "robot").Select(static id => (Condition)new SubjectIs(id)),
        Gen.Int[now - 1, now + 1].Select(static at => (Condition)new Before(at)));

    private static Gen<Condition> Conditions(int now) => Gen.Frequency(
        (3, Simple(now)),
        (1, Simple(now).Select(static inner => (Condition)new Not(inner))),
        (1, Gen.Select(Simple(now), Simple(now), static (one, other) => (Condition)new Both(one, other))),
        (1, Gen.Select(Simple(now), Simple(now), static (one, other) => (Condition)new Either(one, other))));

    private static readonly Gen<string[]> ResourceTypes = Choice.Of<string[]>(
        ["project"], ["generation"], ["project", "generation"], ["team"], ["user"], ["record"], ["*"], ["*", "project"]);

    private static readonly Gen<string[]?> SubjectTypes = Gen.Frequency(
        (3, Gen.Const(static () => (string[]?)null)), (1, Choice.Of<string[]?>(["user"], ["anonymous"], ["service", "user"])));

    /// <summary>
    /// Documents that may be stored: an allow names no core action on a core type, and only allows on core types have a minimum role (B5).
    /// </summary>
    private static Gen<PolicyRow> Policies(int now) =>
        from isDeny in Gen.Bool
        from types in ResourceTypes
        from action in isDeny || types is ["record"] or ["*"]
            ? Choice.Of("read", "write", "create", "export", "*")
            : Choice.Of("export", "open", "*")
        from subjects in SubjectTypes
        from role in isDeny || types.Contains("*") || types.Contains("record")
            ? Gen.Const(static () => (string?)null)
            : Choice.Of<string?>(null, "viewer", "editor", "owner")
        from condition in Gen.Frequency(
            (1, Gen.Const(static () => (Condition?)null)), (4, Conditions(now).Select(static found => (Condition?)found)))
        select new PolicyRow("", isDeny ? "deny" : "allow", [action], types, subjects, role, condition);

    public static Gen<(PropertiesRow[] Properties, PolicyRow[] Policies)> Of(Rows people, int now)
    {
        var things = people.Users.Select(static row => new Thing("user", row.Id))
            .Concat(people.Projects.Select(static row => new Thing("project", row.Id)))
            .Append(new Thing("record", "r0")).Append(new Thing("service", "robot")).ToArray();
        var properties = Gen.Select(Choice.Of(things), Values, static (thing, values) => new PropertiesRow(thing, values)).Array[0, 4];
        var policies = Policies(now).Array[0, 4];
        var some = Gen.Select(properties, policies, static (stored, set) =>
            (stored.DistinctBy(static row => row.Of).ToArray(), set.Select(static (row, i) => row with { Name = $"n{i}" }).ToArray()));
        return Gen.Frequency((2, Gen.Const(static () => (Array.Empty<PropertiesRow>(), Array.Empty<PolicyRow>()))), (1, some));
    }
}
