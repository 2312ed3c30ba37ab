using Velro.Tests.Reference;

namespace Velro.Tests.Unit.Decisions;

/// <summary>The rules as the tables in <c>Matrices/</c>: each row is asked of the engine and of the reference evaluator.</summary>
public sealed class MatrixTests
{
    public static TheoryData<string, int, string> Rows()
    {
        var data = new TheoryData<string, int, string>();
        foreach (var row in Matrix.Read("roles", "paths", "denial", "policies")) data.Add(row.File, row.Line, row.Says);
        return data;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_row_holds(string file, int line, string says)
    {
        var row = Assert.Single(Matrix.Read(file), row => row.Line == line);
        Assert.Equal(says, row.Says);
        var engine = new EngineWorld(row.World);
        var reference = new ReferenceEvaluator(row.World);
        Assert.NotEmpty(row.Expectations);
        foreach (var expectation in row.Expectations)
        {
            Is(expectation, Result(expectation, question => EngineWorld.AnswerOf(engine.Decide(question))));

            // Of a subject without a role the reference does not say that an endless chain was met.
            if (expectation.Result != "hierarchy_too_deep") Is(expectation, Result(expectation, reference.Decide));
        }
    }

    private static void Is(Matrix.Expectation expectation, string result) =>
        Assert.Equal($"{expectation.Text} = {expectation.Result}", $"{expectation.Text} = {result}");

    /// <summary>A role, told by how many of the core actions in their order are permitted; or yes, or the reason of the no.</summary>
    private static string Result(Matrix.Expectation expectation, Func<Question, Answer> decide)
    {
        if (expectation.Action != "on")
        {
            var answer = decide(expectation.Question);
            return answer.IsPermitted ? "yes" : answer.Reason;
        }

        string[] roles = ["none", "viewer", "contributor", "editor", "admin", "owner"];
        string[] actions = ["read", "create", "write", "manage", "transfer"];
        return roles[actions.TakeWhile(action => decide(expectation.Question with { Action = action }).IsPermitted).Count()];
    }
}
