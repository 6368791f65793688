namespace PromptGrid.Search;

/// <summary>
/// The index of public prompts: a projection of the ledger, at-least-once fed, idempotent, rebuildable from zero.
/// </summary>
/// <remarks>Only public prompts are ever written to it, so that no query needs to know who asks.</remarks>
public interface ISearchIndex : ISearchWriter
{
    /// <summary>False when nothing of what is written is kept, so that nobody need wait for it to be written.</summary>
    bool KeepsPrompts => true;

    /// <summary>Creates or upgrades what the index needs. Called once before anything else.</summary>
    ValueTask InitializeAsync(CancellationToken cancellationToken = default);

    /// <summary>Finds prompts.</summary>
    /// <exception cref="SearchUnavailableException">The index cannot answer now.</exception>
    /// <exception cref="InvalidSearchCursorException">The query's cursor is not one this index made.</exception>
    ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default);

    /// <summary>Up to <paramref name="limit"/> titles and tags that complete what was typed, best first; forgiving one
    /// typing mistake.</summary>
    ValueTask<IReadOnlyList<SearchSuggestion>> SuggestAsync(string text, int limit, CancellationToken cancellationToken = default);

    /// <summary>Up to <paramref name="limit"/> ids of prompts like this one by text and tags, best first, without itself.
    /// Empty when the prompt is not in the index.</summary>
    ValueTask<IReadOnlyList<string>> RelatedAsync(string id, int limit, CancellationToken cancellationToken = default);

    /// <summary>The values of a field over all prompts with their counts.</summary>
    ValueTask<IReadOnlyList<FacetValue>> ListValuesAsync(ValueQuery query, CancellationToken cancellationToken = default);

    /// <summary>How many prompts are indexed.</summary>
    ValueTask<long> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Erases a handle that nobody in the index goes by any more, and what is left of the words of prompts that were
    /// taken out, from wherever the index keeps them. Idempotent; cheap when nobody ever published under that handle.</summary>
    /// <exception cref="SearchUnavailableException">It is not known whether all of it is gone.</exception>
    ValueTask ForgetAuthorAsync(string handle, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Starts an empty shadow of the index. Queries keep answering from the old rows until it is committed;
    /// writes to the live index go on. An earlier unfinished shadow is thrown away.</summary>
    ValueTask<ISearchRebuild> BeginRebuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>What the search projection writes to.</summary>
public interface ISearchWriter
{
    /// <summary>The ledger sequence up to which a partition is indexed; 0 for an empty index.</summary>
    ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes a batch and, where the batch names one, its checkpoint, together. Idempotent: an entry whose revision is
    /// not above the stored one changes nothing.
    /// </summary>
    /// <exception cref="SearchUnavailableException">The index cannot be written now, or its checkpoint is not
    /// <see cref="SearchBatch.After"/>: read it again and go on from there. Nothing was written.</exception>
    ValueTask ApplyAsync(SearchBatch batch, CancellationToken cancellationToken = default);
}

/// <summary>A shadow index being filled.</summary>
public interface ISearchRebuild : ISearchWriter, IAsyncDisposable
{
    /// <summary>Makes the shadow the live index in one step. Disposing without it throws the shadow away.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken = default);
}

/// <summary>The index cannot answer or take writes now; try again later.</summary>
public sealed class SearchUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A cursor was not made by this index for this sort.</summary>
public sealed class InvalidSearchCursorException() : Exception("The cursor is not valid.");
