using Velro.Caching.Clock;
using Velro.Caching.Evaluations;

namespace Velro.Tests.Integration.History;

/// <summary>An answer as it was given, to be looked at later.</summary>
/// <param name="Asked">The questions.</param>
/// <param name="Evaluated">The outcomes, and the state of the database that they are said to be of.</param>
/// <param name="AtLeast">A state that the caller asked to be included; null: none.</param>
/// <param name="Committed">States that were committed before a state as of now was asked for.</param>
/// <param name="Arrived">When it was asked, by the clock that node and database have in common.</param>
/// <param name="Answered">When the answer was there, by the same.</param>
/// <param name="Node">The number of the node that gave it.</param>
internal readonly record struct Given(
    Asked Asked,
    Evaluated<Outcome[]> Evaluated,
    Revision? AtLeast,
    Revision[] Committed,
    DateTimeOffset Arrived,
    DateTimeOffset Answered,
    int Node);
