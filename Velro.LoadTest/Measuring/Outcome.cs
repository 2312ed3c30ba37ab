namespace Velro.LoadTest.Measuring;

/// <summary>How a request ended.</summary>
internal enum Outcome
{
    /// <summary>With an answer that the API's contract gives there: also a lost race for an update, and "not found" for who may not see it.</summary>
    Ok,

    /// <summary>With another answer, or none.</summary>
    Error,
}
