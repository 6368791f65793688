using System.Globalization;
using Microsoft.Extensions.Options;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Import;

/// <summary>
/// Which nodes are there to run the imports they took in. A node that holds some writes a document of its own again and
/// again; who sees it unchanged for <see cref="ImportOptions.LostAfter"/>, by a clock of its own and looking all the time,
/// takes the node for gone.
/// </summary>
public sealed class ImportNodes(ILedger ledger, ILedgerReader reader, IIdGenerator ids, TimeProvider time, IOptions<ImportOptions> options)
{
    // Who takes over is fenced by the version of the job: a node that was only slow finds out by its next write.
    private readonly Dictionary<string, Sight> _seen = new(StringComparer.Ordinal);
    private long _beat;
    private long _version;

    /// <summary>This process.</summary>
    public string Id { get; } = ids.New("node");

    /// <summary>How often a node says that it is there, and looks after the others.</summary>
    public TimeSpan Period => options.Value.LostAfter / 5;

    /// <summary>Says that this node is there.</summary>
    public Task KeepAsync() => WriteAsync((++_beat).ToString(CultureInfo.InvariantCulture));

    /// <summary>Says that this node holds no import any more.</summary>
    public Task LeaveAsync() => _version == 0 ? Task.CompletedTask : WriteAsync(null);

    /// <summary>Those of the nodes that are gone. Others than these are forgotten.</summary>
    public async Task<IReadOnlySet<string>> LostAsync(IReadOnlyCollection<string> nodes, CancellationToken cancellationToken)
    {
        foreach (var other in _seen.Keys.Except(nodes).ToList()) _seen.Remove(other);
        if (nodes.Count == 0) return new HashSet<string>();
        var versions = (await reader.ReadDocumentsAsync([.. nodes.Select(DocumentOf)], cancellationToken)).ToDictionary(d => d.Id, d => d.Version, StringComparer.Ordinal);
        var now = time.GetTimestamp();
        var lost = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var version = versions.GetValueOrDefault(DocumentOf(node));
            // Who could not look for a while has not seen silence.
            if (!_seen.TryGetValue(node, out var sight) || sight.Version != version || time.GetElapsedTime(sight.LookedAt, now) > 3 * Period) sight = new Sight(version, now, now);
            _seen[node] = sight with { LookedAt = now };
            if (time.GetElapsedTime(sight.Since, now) >= options.Value.LostAfter) lost.Add(node);
        }

        return lost;
    }

    /// <summary>Takes the document of a node away that is gone.</summary>
    public async Task BuryAsync(string node, CancellationToken cancellationToken)
    {
        _seen.Remove(node);
        if (await reader.ReadDocumentAsync(DocumentOf(node), cancellationToken) is { } left)
        {
            await ledger.CommitAsync(new WriteSet { Entity = left.Id, Documents = [new DocumentWrite(left.Id, left.Version, null)] });
        }
    }

    private static string DocumentOf(string node) => "importing/" + node;

    private async Task WriteAsync(string? body)
    {
        var id = DocumentOf(Id);
        var outcome = await ledger.CommitAsync(new WriteSet { Entity = id, Documents = [new DocumentWrite(id, _version, body is null ? null : $"{{\"beat\":{body}}}")] });
        if (outcome is CommitOutcome.Committed) _version = body is null ? 0 : _version + 1;
        // Somebody took this node for gone, or an outcome was not known: the next beat begins from what is there.
        else if (outcome is CommitOutcome.VersionConflict) _version = (await reader.ReadDocumentAsync(id))?.Version ?? 0;
    }

    private sealed record Sight(long Version, long Since, long LookedAt);
}
