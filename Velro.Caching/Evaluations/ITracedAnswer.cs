using System.Diagnostics;

namespace Velro.Caching.Evaluations;

/// <summary>An answer that has something to say to the span of the engine's work.</summary>
public interface ITracedAnswer
{
    /// <summary>Says it.</summary>
    void Describe(Activity span);
}
