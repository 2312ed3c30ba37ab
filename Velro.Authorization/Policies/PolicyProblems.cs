namespace Velro.Authorization.Policies;

/// <summary>Gathers what is wrong with one policy.</summary>
internal sealed class PolicyProblems(string policy, List<PolicyProblem> all)
{
    private readonly int _before = all.Count;

    public bool Any => all.Count > _before;

    public void Add(string pointer, int line, int column, string code, string message) =>
        all.Add(new PolicyProblem(policy, pointer, line, column, code, message));

    /// <summary>Adds a problem of a value of <paramref name="document"/>.</summary>
    public void Add(PolicyDocument document, string path, string code, string message)
    {
        var place = document.PlaceOf(path);
        Add(path, place.Line, place.Column, code, message);
    }

    /// <summary>Adds a problem of the policy as a whole.</summary>
    public void Add(string code, string message) => Add("", 1, 1, code, message);
}
