namespace Orleans.Runtime;

/// <summary>The grain runtime cannot do what was asked.</summary>
public class OrleansException : Exception
{
    /// <summary>Without further explanation.</summary>
    public OrleansException()
        : base("The grain runtime cannot do what was asked.")
    {
    }

    /// <summary>With an explanation.</summary>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>With an explanation and a cause.</summary>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
