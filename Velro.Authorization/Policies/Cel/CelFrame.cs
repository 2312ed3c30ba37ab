using System.Runtime.CompilerServices;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel;

/// <summary>What one evaluation works on: the input, the variables of macros, and what is left of the cost that it may have.</summary>
internal ref struct CelFrame(ref readonly PolicyInput input, Span<CelValue> locals, long budget)
{
    private long _left = budget;

    public readonly ref readonly PolicyInput Input = ref input;

    public readonly Span<CelValue> Locals = locals;

    public readonly bool IsExhausted => _left < 0;

    /// <summary>Counts one operator, call, selection or element.</summary>
    public void Count() => _left--;

    /// <summary>Counts work whose size depends on values. False: it is more than is left and must not be done.</summary>
    public bool TrySpend(long units)
    {
        _left -= units;
        return _left >= 0;
    }

    /// <summary>Room for the variables of macros, on the stack.</summary>
    [InlineArray(CelLimits.NestedMacros)]
    public struct Variables
    {
        private CelValue _first;
    }
}
