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
/// <param name="Forks">Public forks of this prompt, newest first, to a depth of <see cref="Lineage.DepthMax"/>; the nearest come
/// first where a family is larger than <see cref="LineageReach.Forks"/>.</param>
public sealed record LineageView(LineageNode Root, IReadOnlyList<LineageNode> Ancestors, IReadOnlyList<LineageBranch> Forks);

/// <param name="Available">False for a prompt that was deleted or is not for this reader: only what the fork recorded of
/// it is told then.</param>
public sealed record LineageNode(string Id, string? Title, string OwnerHandle, string Slug, int? Version, bool Available);

/// <param name="ForkCount">All public forks of this one, listed here or not.</param>
public sealed record LineageBranch(string Id, string Title, OwnerView Owner, string Slug, long ForkCount, long Likes, IReadOnlyList<LineageBranch> Forks);

/// <summary>How much of a family is read.</summary>
/// <param name="Ancestors">At most so many sources above the prompt.</param>
/// <param name="Depth">Generations of forks below it.</param>
/// <param name="Branches">Forks of one prompt.</param>
/// <param name="Forks">Forks altogether.</param>
public sealed record LineageReach(int Ancestors, int Depth, int Branches, int Forks);

/// <summary>Walks up by the immutable record each fork keeps of its source, and down by fork edges.</summary>
public sealed class Lineage(IGrainFactory grains, ILedgerReader reader, OwnerCards owners)
{
    public const int DepthMax = 3;

    /// <summary>What the API tells.</summary>
    public static readonly LineageReach Whole = new(Ancestors: 50, DepthMax, Branches: 20, Forks: 200);

    /// <summary>What a page beside a prompt has room for.</summary>
    public static readonly LineageReach Near = new(Ancestors: 6, Depth: 2, Branches: 6, Forks: 24);

    public async Task<IResult> GetAsync(HttpContext context, string promptId) =>
        (await FindAsync(promptId, context.Viewer(), Whole, context.RequestAborted)).Match(view => Answers.Json(view, ApiJson.Web.LineageView));

    /// <summary>The family of a prompt, as this viewer may see it.</summary>
    public async Task<Result<LineageView>> FindAsync(string promptId, PromptViewer viewer, LineageReach reach, CancellationToken cancellationToken)
    {
        if (!EntityIds.IsPrompt(promptId)) return Failure.NotFound("prompt");
        if (!(await grains.Prompt(promptId).GetAsync(viewer)).TryGet(out var snapshot, out var failure)) return failure;
        var prompt = snapshot.Prompt;
        var self = new LineageNode(prompt.Id, prompt.Title, (await owners.GetAsync(prompt.OwnerId, cancellationToken)).Handle, prompt.Slug, prompt.Version.Number, Available: true);
        var ancestors = await AncestorsAsync(prompt, viewer, reach.Ancestors, cancellationToken);
        return new LineageView(ancestors.Count > 0 ? ancestors[0] : self, ancestors, await BranchesAsync(promptId, reach, cancellationToken));
    }

    private async Task<List<LineageNode>> AncestorsAsync(PromptDocument prompt, PromptViewer viewer, int max, CancellationToken cancellationToken)
    {
        var ancestors = new List<LineageNode>();
        for (var source = prompt.ForkedFrom; source is not null && ancestors.Count < max;)
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

    /// <summary>Generation by generation: each is read at once, and only of forks that have forks is asked for more.</summary>
    private async Task<IReadOnlyList<LineageBranch>> BranchesAsync(string promptId, LineageReach reach, CancellationToken cancellationToken)
    {
        var children = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var found = new Dictionary<string, Fork>(StringComparer.Ordinal);
        List<string> generation = [promptId];
        for (var depth = 0; depth < reach.Depth && generation.Count > 0 && found.Count < reach.Forks; depth++)
        {
            var ids = new List<string>();
            foreach (var parent in generation)
            {
                var left = reach.Forks - found.Count - ids.Count;
                if (left <= 0) break;
                // Newest first by when the forks were made, which their ids tell, not by when the source came to know of them.
                var forks = await reader.ListSourcesToAsync(PromptEdges.Fork, parent, null, Math.Min(reach.Branches, left), cancellationToken);
                children[parent] = forks;
                ids.AddRange(forks);
            }

            generation = [];
            if (ids.Count == 0) break;
            foreach (var document in await reader.ReadDocumentsAsync([.. ids], cancellationToken))
            {
                var fork = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)!;
                if (!fork.IsListed) continue;
                found[document.Id] = new Fork(fork.Title, fork.OwnerId, fork.Slug, document.Counter(PromptCounters.Forks), document.Counter(PromptCounters.Likes));
            }

            generation.AddRange(ids.Where(id => found.TryGetValue(id, out var fork) && fork.ForkCount > 0));
        }

        if (found.Count == 0) return [];
        var people = await owners.GetAsync(found.Values.Select(f => f.OwnerId), cancellationToken);
        return Of(promptId);

        IReadOnlyList<LineageBranch> Of(string parent) =>
            [.. children.GetValueOrDefault(parent, []).Where(found.ContainsKey).Select(id => (Id: id, Fork: found[id]))
                .Select(f => new LineageBranch(f.Id, f.Fork.Title, people[f.Fork.OwnerId], f.Fork.Slug, f.Fork.ForkCount, f.Fork.Likes, Of(f.Id)))];
    }

    private sealed record Fork(string Title, string OwnerId, string Slug, long ForkCount, long Likes);
}
