using System.Text.Json;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Prompts;

/// <summary>Loads the views of many prompts at once, from committed rows: two queries however many there are.</summary>
public sealed class PromptCards(ILedgerReader reader, OwnerCards owners)
{
    /// <summary>The views of those ids that this reader may see, in the order of the ids.</summary>
    /// <param name="listedOnly">True: only those that lists may show.</param>
    public ValueTask<List<PromptView>> LoadAsync(IReadOnlyList<string> ids, string? readerId, CancellationToken cancellationToken, bool listedOnly = false) =>
        LoadAsync(ids, new PromptViewer(readerId), cancellationToken, listedOnly);

    /// <summary>The views of those ids that this viewer may see, in the order of the ids.</summary>
    /// <param name="listedOnly">True: only those that lists may show.</param>
    public async ValueTask<List<PromptView>> LoadAsync(IReadOnlyList<string> ids, PromptViewer viewer, CancellationToken cancellationToken, bool listedOnly = false)
    {
        if (ids.Count == 0) return [];
        var documents = new Dictionary<string, (LedgerDocument Document, PromptDocument Prompt)>(StringComparer.Ordinal);
        foreach (var document in await reader.ReadDocumentsAsync(ids as IReadOnlyCollection<string> ?? [.. ids], cancellationToken))
        {
            var prompt = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)!;
            if (PromptAccess.CanRead(prompt, viewer) && (prompt.IsListed || !listedOnly)) documents[document.Id] = (document, prompt);
        }

        var cards = await owners.GetAsync(documents.Values.Select(d => d.Prompt.OwnerId), cancellationToken);
        var reactions = await ViewersAsync(documents.Keys, viewer.UserId, cancellationToken);
        var result = new List<PromptView>(ids.Count);
        foreach (var id in ids)
        {
            if (!documents.TryGetValue(id, out var found)) continue;
            var view = PromptView.Of(found.Prompt, CountsView.Of(found.Document), cards[found.Prompt.OwnerId], reactions(id));
            result.Add(PromptAccess.CanSeeModeration(found.Prompt, viewer) ? view with { Moderation = ModerationView.Of(found.Prompt) } : view);
        }

        return result;
    }

    /// <summary>What a reader did with each of those prompts.</summary>
    public async ValueTask<Func<string, ViewerView?>> ViewersAsync(IReadOnlyCollection<string> promptIds, string? readerId, CancellationToken cancellationToken)
    {
        if (readerId is null || promptIds.Count == 0) return static _ => null;
        var liked = await reader.ExistingTargetsAsync(PromptEdges.Like, readerId, promptIds, cancellationToken);
        var saved = await reader.ExistingTargetsAsync(PromptEdges.Save, readerId, promptIds, cancellationToken);
        return id => new ViewerView(liked.Contains(id), saved.Contains(id));
    }
}
