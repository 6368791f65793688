using System.Text.Json;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Forks;

/// <summary>A prompt's family.</summary>
/// <param name="Root">Where it all began, as far as it is known.</param>
/// <param name="Ancestors">From the root down to the direct source; empty for an original.</param>
/// <param name="Forks">Public forks of this prompt, newest first, to a depth of <see cref="Lineage.DepthMax"/>.</param>
public sealed record LineageView(LineageNode Root, IReadOnlyList<LineageNode> Ancestors, IReadOnlyList<LineageBranch> Forks);

/// <param name="Available">False for a prompt that was deleted or is not for this reader: only what the fork recorded of
/// it is told then.</param>
public sealed record LineageNode(string Id, string? Title, string OwnerHandle, string Slug, int? Version, bool Available);

/// <param name="ForkCount">All public forks of this one, listed here or not.</param>
public sealed record LineageBranch(string Id, string Title, OwnerView Owner, string Slug, long ForkCount, long Likes, IReadOnlyList<LineageBranch> Forks);

/// <summary>Walks up by the immutable record each fork keeps of its source, and down by fork edges.</summary>
public sealed class Lineage(IGrainFactory grains, ILedgerReader reader, OwnerCards owners)
{
    public const int DepthMax = 3;
    private const int AncestorsMax = 50;
    private const int BranchesMax = 20;

    public async Task<IResult> GetAsync(HttpContext context, string promptId) =>
        (await FindAsync(promptId, context.Viewer(), context.RequestAborted)).Match(view => Answers.Json(view, ApiJson.Web.LineageView));

    /// <summary>The family of a prompt, as this viewer may see it.</summary>
    public async Task<Result<LineageView>> FindAsync(string promptId, PromptViewer viewer, CancellationToken cancellationToken)
    {
        if (!EntityIds.IsPrompt(promptId)) return Failure.NotFound("prompt");
        if (!(await grains.Prompt(promptId).GetAsync(viewer)).TryGet(out var snapshot, out var failure)) return failure;
        var prompt = snapshot.Prompt;
        var self = new LineageNode(prompt.Id, prompt.Title, (await owners.GetAsync(prompt.OwnerId, cancellationToken)).Handle, prompt.Slug, prompt.Version.Number, Available: true);
        var ancestors = await AncestorsAsync(prompt, viewer, cancellationToken);
        return new LineageView(ancestors.Count > 0 ? ancestors[0] : self, ancestors, await BranchesAsync(promptId, DepthMax, cancellationToken));
    }

    private async Task<List<LineageNode>> AncestorsAsync(PromptDocument prompt, PromptViewer viewer, CancellationToken cancellationToken)
    {
        var ancestors = new List<LineageNode>();
        for (var source = prompt.ForkedFrom; source is not null && ancestors.Count < AncestorsMax;)
        {
            var parent = await reader.ReadDocumentAsync(source.Id, cancellationToken) is { } document
                ? JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)
                : null;
            var visible = parent is not null && PromptAccess.CanRead(parent, viewer);
            ancestors.Insert(0, new LineageNode(source.Id, visible ? parent!.Title : null, source.OwnerHandle, visible ? parent!.Slug : source.Slug, source.Version, visible));
            source = parent?.ForkedFrom;
        }

        return ancestors;
    }

    private async Task<IReadOnlyList<LineageBranch>> BranchesAsync(string promptId, int depth, CancellationToken cancellationToken)
    {
        if (depth == 0) return [];
        // Newest first by when the forks were made, which their ids tell, not by when the source came to know of them.
        var ids = await reader.ListSourcesToAsync(PromptEdges.Fork, promptId, null, BranchesMax, cancellationToken);
        if (ids.Count == 0) return [];
        var documents = (await reader.ReadDocumentsAsync([.. ids], cancellationToken)).ToDictionary(d => d.Id);
        var branches = new List<LineageBranch>();
        foreach (var id in ids)
        {
            if (!documents.TryGetValue(id, out var document)) continue;
            var fork = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)!;
            if (!fork.IsListed) continue;
            branches.Add(new LineageBranch(
                fork.Id, fork.Title, await owners.GetAsync(fork.OwnerId, cancellationToken), fork.Slug,
                document.Counter(PromptCounters.Forks), document.Counter(PromptCounters.Likes),
                await BranchesAsync(fork.Id, depth - 1, cancellationToken)));
        }

        return branches;
    }
}
