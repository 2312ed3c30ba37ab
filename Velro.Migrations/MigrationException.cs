namespace Velro.Migrations;

/// <summary>A migration that could not be done; the message says what to do about it.</summary>
public sealed class MigrationException : Exception
{
    /// <summary>Creates it with a message for the operator.</summary>
    public MigrationException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
