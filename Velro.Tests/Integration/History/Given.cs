using Velro.Caching.Clock;
using Velro.Caching.Evaluations;

namespace Velro.Tests.Integration.History;

/// <summary>An answer as it was given, to be looked at later.</summary>
/// <param name="Asked">The questions.</param>
/// <param name="Evaluated">The outcomes, and the state of the database that they are said to be of.</param>
/// <param name="Required">States that must be included in it: what the caller asked for, and what had been committed before.</param>
/// <param name="Node">The number of the node that gave it.</param>
internal readonly record struct Given(Asked Asked, Evaluated<Outcome[]> Evaluated, Revision[] Required, int Node);
