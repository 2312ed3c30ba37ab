namespace Velro.Authorization.Policies;

/// <summary>Gathers what is wrong with one policy.</summary>
internal sealed class PolicyProblems(string policy, List<PolicyProblem> all)
{
    private readonly int _before = all.Count;

    public bool Any => all.Count > _before;

    public void Add(string pointer, int line, int column, string code, string message) =>
        all.Add(new PolicyProblem(policy, pointer, line, column, code, message));

    /// <summary>Adds a problem of a member as a whole.</summary>
    public void Add(string pointer, string code, string message) => Add(pointer, 1, 1, code, message);
}
