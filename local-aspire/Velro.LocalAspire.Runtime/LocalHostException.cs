namespace Velro.LocalAspire;

/// <summary>
/// Something outside the program keeps the local host from working: a taken port, a missing server, a folder that cannot be written.
/// The message is for the person who started it and says what to do; it is shown without a stack trace.
/// </summary>
public sealed class LocalHostException : Exception
{
    /// <summary>Creates the error with its stable code and its message.</summary>
    public LocalHostException(string code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
    }

    /// <summary>The stable name of the error, such as <c>state.locked</c>: what to look up in the documentation.</summary>
    public string Code { get; }
}
