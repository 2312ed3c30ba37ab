using CsCheck;
using Velro.Authorization.Decisions;
using Velro.Authorization.Policies;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Conditions;
using Velro.Tests.Unit.Decisions;

namespace Velro.Tests.Unit.Policies;

/// <summary>Whatever is written, there is a program or a positioned error; whatever is asked, there is a decision.</summary>
public sealed class ConditionFuzzTests
{
    private static readonly string[] Words =
    [
        "true", "false", "null", "subject", "action", "resource", "context", "now", "properties", "role", "id", "type", "name", "a", "b", "x", "y",
        "has", "all", "exists", "exists_one", "filter", "map", "size", "int", "uint", "double", "string", "bytes", "bool", "timestamp", "duration", "dyn",
        "ip", "cidr", "containsIP", "isIP", "matches", "contains", "startsWith", "getHours", "in", "if", "for",
        ".", "(", ")", "[", "]", "{", "}", ",", ":", "?", "+", "-", "*", "/", "%", "!", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "=", "&", "|", "`",
        "0", "1", "2u", "3.5", "1e308", "0x7f", "9223372036854775807", "9223372036854775808", "18446744073709551615u", "'", "\"", "'''", "r'", "b'",
        "'a'", "\"b\"", "b'\\xff'", "'10.0.0.0/8'", "'(a'", "'[^😀]'", "\\", "\\u", "\\x4", " ", "\n", "//", "é", "😀", "\0",
    ];

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String[Gen.Char, 0, 60],
        Gen.OneOf(Words).Array[0, 40].Select(words => string.Concat(words)),
        Gen.OneOf(Words).Array[0, 40].Select(words => string.Join(' ', words)));

    /// <summary>Expressions that nothing is known of before they are evaluated, so that the rest of the way is walked too.</summary>
    private static readonly Gen<string> Expression = Gen.Recursive<string>((depth, inner) => depth > 4
        ? Gen.OneOf("true", "1", "2u", "1.5", "'a'", "null", "x", "context", "now", "subject.role", "resource.properties.n", "resource.properties.list", "subject.properties.s", "context.c", "-9223372036854775808", "b'\\xff'", "'10.1.2.3'")
        : Gen.OneOf(
            Gen.Select(inner, Gen.OneOf("==", "!=", "<", ">=", "+", "-", "*", "/", "%", "in", "&&", "||"), inner, (a, op, b) => $"(dyn({a}) {op} dyn({b}))"),
            Gen.Select(inner, inner, inner, (a, b, c) => $"(dyn({a}) ? {b} : {c})"),
            Gen.Select(Gen.OneOf("!", "-"), inner, (op, a) => $"{op}dyn({a})"),
            Gen.Select(Gen.OneOf("dyn", "size", "int", "uint", "double", "string", "bytes", "type", "timestamp", "duration", "ip", "cidr", "bool"), inner, (f, a) => $"{f}(dyn({a}))"),
            Gen.Select(inner, Gen.OneOf("contains", "matches", "startsWith", "containsIP", "getHours", "containsCIDR"), inner, (a, f, b) => $"dyn({a}).{f}(dyn({b}))"),
            Gen.Select(inner, Gen.OneOf("all", "exists", "exists_one", "filter", "map"), inner, (a, f, b) => $"dyn({a}).{f}(x, dyn({b}))"),
            Gen.Select(inner, inner, (a, b) => $"[{a}, {b}]"),
            Gen.Select(inner, inner, (a, b) => $"{{dyn({a}): {b}}}"),
            Gen.Select(inner, inner, (a, b) => $"dyn({a})[dyn({b})]"),
            inner.Select(a => $"has(dyn({a}).n)"),
            inner.Select(a => $"dyn({a}).n")));

    [Fact]
    public void Any_text_is_a_program_or_an_error_with_its_place() => AnyText.Sample(
        text =>
        {
            try
            {
                ConditionCompiler.Compile(text);
            }
            catch (CelSourceException exception)
            {
                var lines = text.Split('\n');
                Assert.InRange(exception.Position.Line, 1, lines.Length);
                Assert.InRange(exception.Position.Column, 1, lines[exception.Position.Line - 1].Length + 1);
                Assert.StartsWith("policy.condition.", exception.Code, StringComparison.Ordinal);
                Assert.NotEmpty(exception.Message);
            }
        },
        iter: 20_000);

    [Fact]
    public void Any_document_is_a_policy_or_a_list_of_problems() => AnyText.Sample(
        text =>
        {
            foreach (var document in new[] { text, $"{{\"effect\":\"deny\",\"actions\":[\"*\"],{text}" })
            {
                try
                {
                    PolicySet.Compile([new PolicySource("p", document)]);
                }
                catch (PolicySetException exception)
                {
                    Assert.NotEmpty(exception.Problems);
                    Assert.All(exception.Problems, problem => Assert.True(problem.Line > 0 && problem.Column > 0));
                }
            }
        },
        iter: 5_000);

    [Fact]
    public void Any_condition_is_evaluated_to_the_same_decision_in_any_order_of_policies()
    {
        var policies = Gen.Select(Gen.OneOf("allow", "deny"), Gen.OneOf("open", "*"), Gen.OneOf("door", "*"), Expression).Array[1, 4];
        var (written, evaluated) = (0, 0);
        policies.Sample(
            set =>
            {
                var sources = set.Select((policy, i) => Source($"p{i}", policy)).Where(Compiles).ToArray();
                Interlocked.Add(ref written, set.Length);
                Interlocked.Add(ref evaluated, sources.Length);
                var renamed = sources.Select((source, i) => source with { Name = $"q{sources.Length - i}" }).ToArray();
                Assert.Equal(Decide(sources), Decide(renamed));
            },
            iter: 10_000);
        Assert.True(evaluated > written / 4, $"Only {evaluated} of {written} conditions could be evaluated, which tests too little.");

        static PolicySource Source(string name, (string Effect, string Action, string Type, string Condition) policy) => new(
            name,
            $$"""{"effect":"{{policy.Effect}}","actions":["{{policy.Action}}"],"resourceTypes":["{{policy.Type}}"],"condition":{{System.Text.Json.JsonSerializer.Serialize($"[1].exists(x, dyn({policy.Condition}))")}}}""");

        static bool Compiles(PolicySource source)
        {
            try
            {
                PolicySet.Compile([source]);
                return true;
            }
            catch (PolicySetException)
            {
                return false;
            }
        }

        static (bool, DecisionReason) Decide(PolicySource[] sources)
        {
            var decision = new World().WithUser("ann")
                .WithPolicies(PolicySet.Compile(sources))
                .WithProperties("door:front", "{'n':[1,2.5,'a',null,{'n':true}],'list':['a','10.1.2.3']}")
                .Check("user:ann", "open", "door:front", request => request with { Context = World.Bag("{'c':{'n':1}}") });
            return (decision.IsPermitted, decision.Reason);
        }
    }
}
