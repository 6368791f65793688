namespace Orleans.Runtime;

/// <summary>The call was not accepted and not executed, for instance because the host is stopping.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    /// <summary>Without further explanation.</summary>
    public OrleansMessageRejectionException()
        : base("The call was not accepted and not executed, for instance because the host is stopping.")
    {
    }

    /// <summary>With an explanation.</summary>
    public OrleansMessageRejectionException(string message)
        : base(message)
    {
    }

    /// <summary>With an explanation and a cause.</summary>
    public OrleansMessageRejectionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
