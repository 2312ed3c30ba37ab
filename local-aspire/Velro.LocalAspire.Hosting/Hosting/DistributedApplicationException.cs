namespace Aspire.Hosting;

/// <summary>The application as it is described cannot be run or published.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>Without a message.</summary>
    public DistributedApplicationException() { }

    /// <summary>With a message.</summary>
    public DistributedApplicationException(string message) : base(message) { }

    /// <summary>With a message and the exception behind it.</summary>
    public DistributedApplicationException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>A parameter has no value.</summary>
public class MissingParameterValueException : DistributedApplicationException
{
    /// <summary>With a message.</summary>
    public MissingParameterValueException(string message) : base(message) { }

    /// <summary>With a message and the exception behind it.</summary>
    public MissingParameterValueException(string message, Exception innerException) : base(message, innerException) { }
}
