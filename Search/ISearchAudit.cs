namespace PromptGrid.Search;

/// <summary>The index as one who checks it sees it.</summary>
public interface ISearchAudit
{
    /// <summary>Up to <paramref name="limit"/> indexed prompts in ordinal order of ids after <paramref name="afterId"/>, with the
    /// checkpoints of the same moment.</summary>
    /// <exception cref="SearchUnavailableException">The index cannot answer now.</exception>
    ValueTask<SearchAuditPage> ScanAsync(string? afterId, int limit, CancellationToken cancellationToken = default);
}

/// <param name="Checkpoints">By partition; one that is missing is 0.</param>
public sealed record SearchAuditPage(IReadOnlyDictionary<int, long> Checkpoints, IReadOnlyList<SearchAuditRow> Rows);

/// <summary>What the index remembers of a prompt beside its text.</summary>
public readonly record struct SearchAuditRow(string Id, long Revision, long Likes, long Saves, long Forks);
