namespace Orleans.Runtime;

/// <summary>A bound of the runtime is reached, such as a full mailbox. Nothing was executed.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>Without further explanation.</summary>
    public LimitExceededException()
        : base("A bound of the runtime is reached, such as a full mailbox. Nothing was executed.")
    {
    }

    /// <summary>With an explanation.</summary>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>With an explanation and a cause.</summary>
    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
