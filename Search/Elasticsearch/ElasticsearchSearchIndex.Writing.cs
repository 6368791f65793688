using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using PromptGrid.Search.Elasticsearch.Indices;
using PromptGrid.Search.Elasticsearch.Transport;
using PromptGrid.Search.Elasticsearch.Writing;

namespace PromptGrid.Search.Elasticsearch;

public sealed partial class ElasticsearchSearchIndex
{
    // Which index a partition's checkpoint was last read from: its writer goes on from there.
    private readonly ConcurrentDictionary<int, string> _followed = new();

    /// <inheritdoc/>
    public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken = default) => ReadAsync("checkpoint", async () =>
    {
        var index = await LiveAsync(cancellationToken);
        var sequence = await ReadCheckpointAsync(index, partition, cancellationToken);
        _followed[partition] = index;
        return sequence;
    }, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="SearchUnavailableException">Not all is written, or the index was replaced since the partition's
    /// checkpoint was read here: read it again, and write from there.</exception>
    /// <exception cref="ElasticsearchRefusal">A change is refused for what it says.</exception>
    public async ValueTask ApplyAsync(SearchBatch batch, CancellationToken cancellationToken = default)
    {
        var started = _time.GetTimestamp();
        await WithIndexAsync(async () =>
        {
            var index = await _writer.WriteAsync(_names.Alias, isAlias: true, Changes(batch), cancellationToken);
            if (batch.Checkpoint is { } checkpoint)
                await WriteCheckpointAsync(index ?? await LiveAsync(cancellationToken), checkpoint, cancellationToken);
            return true;
        }, cancellationToken);
        _metrics.Written(_time.GetElapsedTime(started));
    }

    internal async ValueTask<long> ReadCheckpointAsync(string index, int partition, CancellationToken cancellationToken)
    {
        var path = $"/{index}/_doc/{Uri.EscapeDataString(BulkChanges.CheckpointId(partition))}?_source_includes={Fields.Sequence}";
        var answer = await _transport.SendAsync(new ElasticsearchRequest(HttpMethod.Get, path, _options.QueryTimeout), cancellationToken);
        // An error names a missing index; a missing document is no error.
        if (answer.Status == 404 && answer.ErrorType().Length == 0)
            return 0;
        ElasticsearchRefusal.ThrowIfRefused("read a checkpoint", answer);
        return answer.Read(json => json.GetProperty("_source").GetProperty(Fields.Sequence).GetInt64());
    }

    internal async ValueTask WriteShadowAsync(string shadow, SearchBatch batch, CancellationToken cancellationToken)
    {
        await _writer.WriteAsync(shadow, isAlias: false, Changes(batch), cancellationToken);
        if (batch.Checkpoint is { } checkpoint)
            await _writer.WriteAsync(shadow, isAlias: false, [(BulkChange.Checkpoint, lines => BulkChanges.Checkpoint(lines, checkpoint))], cancellationToken);
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

    // An index that came into place meanwhile may lack what lies between its own checkpoint and this one: whoever writes
    // has to go on from that.
    private async ValueTask WriteCheckpointAsync(string index, SearchCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        if (_followed.TryGetValue(checkpoint.Partition, out var followed) && followed != index)
            throw new SearchUnavailableException(string.Create(CultureInfo.InvariantCulture, $"The index was replaced: partition {checkpoint.Partition} has to be read on from its checkpoint."));
        await _writer.WriteAsync(index, isAlias: false, [(BulkChange.Checkpoint, lines => BulkChanges.Checkpoint(lines, checkpoint))], cancellationToken);
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
