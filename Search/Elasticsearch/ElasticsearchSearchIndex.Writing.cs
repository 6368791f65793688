using System.Buffers;
using System.Globalization;
using PromptGrid.Search.Elasticsearch.Indices;
using PromptGrid.Search.Elasticsearch.Transport;
using PromptGrid.Search.Elasticsearch.Writing;

namespace PromptGrid.Search.Elasticsearch;

public sealed partial class ElasticsearchSearchIndex
{
    /// <inheritdoc/>
    public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken = default) =>
        ReadAsync("checkpoint", () => ReadCheckpointAsync(_names.Alias, partition, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="SearchUnavailableException">Not all is written, or not allowed to be; or the index does not hold
    /// exactly up to <see cref="SearchBatch.After"/>, or was replaced meanwhile: read the checkpoint again, and write from there.</exception>
    /// <exception cref="ElasticsearchRefusal">A change is refused for what it says.</exception>
    public async ValueTask ApplyAsync(SearchBatch batch, CancellationToken cancellationToken = default)
    {
        var started = _time.GetTimestamp();
        await UnlessOfAChangeAsync(() => WithIndexAsync(
            async () =>
            {
                await WriteAsync(_names.Alias, isAlias: true, batch, cancellationToken);
                return true;
            },
            cancellationToken));
        _metrics.Written(_time.GetElapsedTime(started));
    }

    internal async ValueTask<long> ReadCheckpointAsync(string target, int partition, CancellationToken cancellationToken) =>
        (await ReadHeldAsync(target, partition, cancellationToken)).Sequence;

    /// <summary>Writes a batch, and its checkpoint after all else.</summary>
    /// <param name="target">An index, or an alias.</param>
    internal async ValueTask WriteAsync(string target, bool isAlias, SearchBatch batch, CancellationToken cancellationToken)
    {
        string? checkedIndex = null;
        if (batch is { Checkpoint: { } step, After: { } after })
        {
            // The index may be another than the one whose checkpoint the caller read: deleted and begun anew, or rebuilt and
            // a little behind; or the caller has been replaced, and what it read of the ledger is old.
            (checkedIndex, var held) = await ReadHeldAsync(target, step.Partition, cancellationToken);
            if (held != after)
                throw new SearchUnavailableException(string.Create(CultureInfo.InvariantCulture, $"The index holds partition {step.Partition} up to {held}, and this batch begins after {after}."));
        }

        // What was looked at is what is written to, by its own name: rows of a runner that another has replaced never reach an
        // index that nobody compared with them. Was it swapped away meanwhile, it is missing.
        var written = checkedIndex is null
            ? await _writer.WriteAsync(target, isAlias, Changes(batch), cancellationToken)
            : await _writer.WriteAsync(checkedIndex, isAlias: false, Changes(batch), cancellationToken);
        if (batch.Checkpoint is { } checkpoint)
        {
            var index = checkedIndex ?? written ?? (isAlias ? await LiveAsync(cancellationToken) : target);
            await _writer.WriteAsync(index, isAlias: false, [(BulkChange.Checkpoint, lines => BulkChanges.Checkpoint(lines, checkpoint))], cancellationToken);
        }
    }

    /// <summary>Runs a write. Only what is wrong with a change itself stays a refusal: all else, a revoked key as well as a full
    /// disk, is put right outside, and then the same change is taken.</summary>
    internal async ValueTask<T> UnlessOfAChangeAsync<T>(Func<ValueTask<T>> write)
    {
        try
        {
            return await write();
        }
        catch (ElasticsearchRefusal refusal) when (!refusal.IsOfAChange)
        {
            throw Unavailable(refusal);
        }
    }

    internal ValueTask<bool> CommitShadowAsync(string shadow, CancellationToken cancellationToken) => _admin.SwapAsync(shadow, cancellationToken);

    internal async ValueTask DiscardShadowAsync(string shadow)
    {
        try
        {
            await _admin.DiscardAsync(shadow, CancellationToken.None);
        }
        catch (Exception e) when (e is SearchUnavailableException or ElasticsearchRefusal)
        {
            // The next rebuild throws it away.
            LogShadowStays(_logger, shadow, e);
        }
    }

    // Which index it is, too: what is written after this is meant for that one.
    private async ValueTask<(string Index, long Sequence)> ReadHeldAsync(string target, int partition, CancellationToken cancellationToken)
    {
        var path = $"/{target}/_doc/{Uri.EscapeDataString(BulkChanges.CheckpointId(partition))}?_source_includes={Fields.Sequence}";
        var answer = await _transport.SendAsync(new ElasticsearchRequest(HttpMethod.Get, path, _options.QueryTimeout), cancellationToken);
        // An error names a missing index; a missing document is no error.
        var isMissing = answer.Status == 404 && answer.ErrorType().Length == 0;
        if (!isMissing)
            ElasticsearchRefusal.ThrowIfRefused("read a checkpoint", answer);
        return answer.Read(json => (json.GetProperty("_index").GetString()!, isMissing ? 0 : json.GetProperty("_source").GetProperty(Fields.Sequence).GetInt64()));
    }

    private async ValueTask<string> LiveAsync(CancellationToken cancellationToken) =>
        await _admin.FindLiveAsync(cancellationToken) ?? throw new ElasticsearchRefusal("find the index", 404, ElasticsearchRefusal.MissingIndex);

    private static IEnumerable<(BulkChange Kind, Action<IBufferWriter<byte>> Write)> Changes(SearchBatch batch)
    {
        foreach (var prompt in batch.Upserts)
            yield return (BulkChange.Upsert, lines => BulkChanges.Upsert(lines, prompt));
        foreach (var id in batch.Deletes)
            yield return (BulkChange.Delete, lines => BulkChanges.Delete(lines, id));
        foreach (var counters in batch.Counters)
            yield return (BulkChange.Patch, lines => BulkChanges.Counters(lines, counters));
        foreach (var score in batch.Scores)
            yield return (BulkChange.Patch, lines => BulkChanges.Score(lines, score));
    }
}
