using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Decisions;

namespace Velro.AuthApi.Management;

/// <summary>Leaves a request to which the engine said no. What its subject may not see is not there (RIGHTS.md D2).</summary>
/// <param name="caller">Who asked; null: nobody who is known.</param>
/// <param name="question">What the engine was asked.</param>
/// <param name="decision">What it said.</param>
internal sealed class RefusedException(Caller? caller, CheckRequest question, Decision decision) : ProblemException(ProblemOf(question, decision))
{
    public Caller? Caller => caller;

    public CheckRequest Question => question;

    public Decision Decision => decision;

    private static Problem ProblemOf(CheckRequest question, in Decision decision) => decision.SubjectMayRead
        ? ManagementProblems.Refused(decision.Reason)
        : ManagementProblems.Unknown(question.Resource.Type);
}
