using PromptGrid.Ledger;

namespace PromptGrid.Projections.Trending;

/// <summary>
/// The trending rows of one partition as its runner knows them: what it wrote it need not read, and what it changed waits
/// here for the store, together with the checkpoint up to which that is everything.
/// </summary>
/// <remarks>Calls may interleave but not run at once. After a write that failed or was refused every further use throws
/// <see cref="LedgerUnavailableException"/>: the runner begins again from the stored checkpoint.</remarks>
internal sealed class PartitionRows(ITrendingStore store, int partition, long checkpoint)
{
    /// <summary>Prompts that the store is asked for at once.</summary>
    private const int ReadMax = 1_000;

    private readonly Dictionary<string, TrendingRow> _rows = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1);
    private HashSet<string> _unwritten = new(StringComparer.Ordinal);
    private HashSet<string> _relisted = new(StringComparer.Ordinal);
    private long _written = checkpoint;
    private long _handled = checkpoint;
    private bool _isBroken;

    public int UnwrittenCount => _unwritten.Count;

    /// <summary>When the runner last had reason to write.</summary>
    public DateTimeOffset WrittenAt { get; set; }

    /// <summary>The rows of those prompts that had signals before.</summary>
    public async ValueTask<Dictionary<string, TrendingRow>> ReadAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        var rows = new Dictionary<string, TrendingRow>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (_rows.TryGetValue(id, out var row)) rows[id] = row;
        }

        foreach (var chunk in ids.Where(id => !_rows.ContainsKey(id)).Chunk(ReadMax))
        {
            foreach (var (id, row) in await store.ReadAsync(chunk, cancellationToken)) rows[id] = row;
        }

        return rows;
    }

    /// <summary>Takes over changed rows, and that everything up to a sequence number is in them.</summary>
    /// <param name="from">Up to where the events go that came before.</param>
    /// <exception cref="LedgerUnavailableException">These rows are not the ones that the runner began with: another has begun in
    /// this process since.</exception>
    public void Change(long from, long handled, List<TrendingRow> rows, IEnumerable<string> relisted)
    {
        ThrowIfBroken();
        if (from != _handled) throw new LedgerUnavailableException("Another runner of the trending scores has begun; this one begins again.");
        foreach (var row in rows)
        {
            _rows[row.PromptId] = row;
            _unwritten.Add(row.PromptId);
        }

        _relisted.UnionWith(relisted);
        _handled = handled;
    }

    /// <summary>Writes what waits. When it returns, all that was handled before the call is in the store.</summary>
    /// <exception cref="LedgerUnavailableException">The store is away, or another runner moved the checkpoint.</exception>
    public async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ThrowIfBroken();
            if (_handled == _written) return;
            var (from, to, unwritten, relisted) = (_written, _handled, _unwritten, _relisted);
            (_unwritten, _relisted) = (new(StringComparer.Ordinal), new(StringComparer.Ordinal));
            if (!await store.WriteAsync(partition, from, to, [.. unwritten.Select(id => _rows[id])], [.. relisted.Select(id => _rows[id])], cancellationToken))
            {
                throw new LedgerUnavailableException("The trending checkpoint moved under this runner.");
            }

            _written = to;
        }
        catch
        {
            _isBroken = true;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets the rows when they are too many and none of them waits.</summary>
    public void Forget(int max)
    {
        if (_rows.Count > max && _unwritten.Count == 0) _rows.Clear();
    }

    private void ThrowIfBroken()
    {
        if (_isBroken) throw new LedgerUnavailableException("The last write of trending scores failed; its runner begins again.");
    }
}
