using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;

namespace Velro.AuthApi.Authentication;

/// <summary>What the gate says of a request.</summary>
/// <param name="Presented">The credential that it presents, and the user it names to act for.</param>
/// <param name="Caller">Who that is, for as long as the gate looked; null: nobody.</param>
/// <param name="Objection">Why it may not go on; null: it may.</param>
internal readonly record struct Admission(PresentedCaller Presented, Caller? Caller, Problem? Objection)
{
    public void Deconstruct(out PresentedCaller presented, out Problem? objection) => (presented, objection) = (Presented, Objection);
}
