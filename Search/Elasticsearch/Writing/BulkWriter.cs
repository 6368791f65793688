using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PromptGrid.Search.Elasticsearch.Transport;

namespace PromptGrid.Search.Elasticsearch.Writing;

/// <summary>Writes changes in requests of bounded size, in their order, and sees every one of them through.</summary>
/// <remarks>What the cluster was too busy for, or two writers met at, is sent again after a pause; what is stale or speaks of
/// a prompt that is not there is done.</remarks>
internal sealed partial class BulkWriter(
    IElasticsearchTransport transport, ElasticsearchOptions options, TimeProvider time, Func<double> chance, ILogger logger)
{
    /// <param name="target">An index, or an alias.</param>
    /// <param name="isAlias">True to fail rather than to write into an index that has the alias's name.</param>
    /// <returns>The index that was written to; null when there was nothing to write.</returns>
    /// <exception cref="SearchUnavailableException">Not all is written; what is, may be written again.</exception>
    /// <exception cref="ElasticsearchRefusal">A change is refused for what it says, or the index is missing.</exception>
    public async ValueTask<string?> WriteAsync(string target, bool isAlias, IEnumerable<(BulkChange Kind, Action<IBufferWriter<byte>> Write)> changes, CancellationToken cancellationToken)
    {
        var path = $"/{target}/_bulk" + (isAlias ? "?require_alias=true" : "");
        string? index = null;
        var lines = new ArrayBufferWriter<byte>(64 * 1024);
        var pending = new List<Piece>();
        foreach (var (kind, write) in changes)
        {
            var start = lines.WrittenCount;
            write(lines);
            pending.Add(new Piece(kind, start, lines.WrittenCount - start));
            if (pending.Count < options.BulkItems && lines.WrittenCount < options.BulkBytes)
                continue;
            // One too many bytes: the last change waits for the next request, unless it is the only one.
            var last = pending[^1];
            if (lines.WrittenCount > options.BulkBytes && pending.Count > 1)
            {
                pending.RemoveAt(pending.Count - 1);
                var rest = lines.WrittenSpan.Slice(last.Start, last.Length).ToArray();
                await SendAsync(lines.WrittenMemory[..last.Start]);
                lines.Write(rest);
                pending.Add(last with { Start = 0 });
            }
            else
            {
                await SendAsync(lines.WrittenMemory);
            }
        }

        if (pending.Count > 0)
            await SendAsync(lines.WrittenMemory);
        return index;

        async ValueTask SendAsync(ReadOnlyMemory<byte> body)
        {
            var wrote = await SendPiecesAsync(path, body, [.. pending], cancellationToken);
            // The alias moved while the batch was under way: all of it has to go to one index.
            if (index is not null && wrote != index)
                throw new SearchUnavailableException("The index was replaced while a batch was written.");
            index = wrote;
            pending.Clear();
            lines.ResetWrittenCount();
        }
    }

    private async ValueTask<string> SendPiecesAsync(string path, ReadOnlyMemory<byte> body, List<Piece> pieces, CancellationToken cancellationToken)
    {
        string? index = null;
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answer = await transport.SendAsync(new ElasticsearchRequest(HttpMethod.Post, path, options.WriteTimeout) { Body = body, IsLines = true }, cancellationToken);
            ElasticsearchRefusal.ThrowIfRefused(ElasticsearchRefusal.Write, answer);
            var undone = answer.Read(json => Undone(json, pieces, ref index));
            if (undone.Count == 0)
                return index!;
            if (attempt == options.MaxAttempts)
                throw new SearchUnavailableException($"Elasticsearch was too busy for {undone.Count} changes.");
            (body, pieces) = Only(body, undone);
            var pause = options.BackOff * Math.Pow(2, attempt - 1) * (0.5 + 0.5 * chance());
            LogBulkRetries(logger, undone.Count, attempt);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private static List<Piece> Undone(JsonElement json, List<Piece> pieces, ref string? index)
    {
        var items = json.GetProperty("items");
        if (items.GetArrayLength() != pieces.Count)
            throw new FormatException("A bulk answer has another number of items than its request.");
        var undone = new List<Piece>();
        var at = 0;
        foreach (var item in items.EnumerateArray())
        {
            var piece = pieces[at++];
            var result = item.EnumerateObject().Single().Value;
            var status = result.GetProperty("status").GetInt32();
            var isError = result.TryGetProperty("error", out var error);
            var type = isError ? error.GetProperty("type").GetString() ?? "" : "";
            if (BulkOutcomes.MustBeTriedAgain(piece.Kind, status))
                undone.Add(piece);
            else if (!BulkOutcomes.IsDone(piece.Kind, status, type))
                throw new ElasticsearchRefusal(ElasticsearchRefusal.Write, status, type, isError && BulkOutcomes.IsOfScripts(error));
            else if (result.GetProperty("_index").GetString() is { } wrote)
                index = index is null || index == wrote ? wrote : throw new SearchUnavailableException("The index was replaced while a batch was written.");
        }

        return undone;
    }

    private static (ReadOnlyMemory<byte> Body, List<Piece> Pieces) Only(ReadOnlyMemory<byte> body, List<Piece> chosen)
    {
        var lines = new ArrayBufferWriter<byte>(chosen.Sum(p => p.Length));
        var pieces = new List<Piece>(chosen.Count);
        foreach (var piece in chosen)
        {
            pieces.Add(piece with { Start = lines.WrittenCount });
            lines.Write(body.Span.Slice(piece.Start, piece.Length));
        }

        return (lines.WrittenMemory, pieces);
    }

    private readonly record struct Piece(BulkChange Kind, int Start, int Length);

    [LoggerMessage(EventIds.ElasticsearchBulkRetries, LogLevel.Debug, "Elasticsearch left {Count} changes undone in attempt {Attempt}; they are sent again.")]
    private static partial void LogBulkRetries(ILogger logger, int count, int attempt);
}
