using PromptGrid.Search.Elasticsearch.Transport;

namespace PromptGrid.Search.Elasticsearch;

/// <summary>Elasticsearch understood a request and will not do it: trying again changes nothing.</summary>
/// <remarks>Its reason is left out on purpose: it may quote what a prompt says.</remarks>
/// <param name="isOfScripts">True when the server does not run the script that writes a prompt.</param>
public sealed class ElasticsearchRefusal(string operation, int status, string type, bool isOfScripts = false)
    : Exception($"Elasticsearch refused to {operation}: {status} {type}.")
{
    public string Operation => operation;

    public int Status => status;

    /// <summary>Elasticsearch's name of the error.</summary>
    public string Type => type;

    /// <summary>True when the index itself is missing: it has to be made, or found, anew.</summary>
    public bool IsMissingIndex => type == MissingIndex;

    /// <summary>True when it is what a change says that is refused: the same change will be refused again, and others need
    /// not be. Credentials, rights, settings, scripts that are switched off and failures of the server are not of that
    /// kind.</summary>
    public bool IsOfAChange => operation == Write && (status is 400 or 413) && !isOfScripts;

    /// <summary>True when the server failed, not the request.</summary>
    internal bool IsOfTheServer => status >= 500;

    /// <summary>The operation that writes changes.</summary>
    internal const string Write = "write";

    internal const string MissingIndex = "index_not_found_exception";

    /// <exception cref="ElasticsearchRefusal">The answer is not a success.</exception>
    internal static void ThrowIfRefused(string operation, ElasticsearchAnswer answer)
    {
        if (!answer.IsSuccess)
            throw new ElasticsearchRefusal(operation, answer.Status, answer.ErrorType());
    }
}
