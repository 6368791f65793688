using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// The stored record is not the one that was read. An activation whose call ends with this exception is deactivated, so that
/// the next call starts from what is stored.
/// </summary>
public class InconsistentStateException : OrleansException
{
    /// <summary>Without further explanation.</summary>
    public InconsistentStateException()
        : base("The stored state is not the one that was read.")
    {
    }

    /// <summary>With an explanation.</summary>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>With an explanation and a cause.</summary>
    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    /// <summary>With both etags and a cause.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>With both etags.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, null)
    {
    }

    /// <summary>The etag in the storage.</summary>
    public string? StoredEtag { get; }

    /// <summary>The etag that the grain had.</summary>
    public string? CurrentEtag { get; }

    /// <summary>Whether no activation has been deactivated for it yet; callers further up must not be.</summary>
    internal bool IsSourceActivation { get; set; } = true;
}
