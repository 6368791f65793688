using System.Text.Json;
using PromptGrid.Api.Forks;
using PromptGrid.Api.Http;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Search;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Media;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Search;
using PromptGrid.Web.Cards;
using PromptGrid.Web.Prompts;

namespace PromptGrid.Api.Pages;

/// <summary>The page of a prompt, its short address, and the fork button's form.</summary>
public static class PromptPages
{
    private const int VersionsShown = 8;
    private const int RelatedShown = 6;
    private const int SummaryLength = 200;

    public static void MapPromptPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/@{handle}/{slug}", PromptAsync);
        routes.MapPage("/p/{id}", ByIdAsync);
        routes.MapForm("/p/{id}/fork", ForkAsync).RequireViewer();
    }

    /// <summary>The prompt behind an address; null when there is none.</summary>
    internal static async ValueTask<string?> ResolveAsync(ILedgerReader reader, string handle, string slug, CancellationToken cancellationToken) =>
        await UsersApi.ResolveAsync(reader, handle, cancellationToken) is { } userId && Slugs.IsValid(slug)
            ? await reader.ResolveKeyAsync(UniqueKeys.Slug, UniqueKeys.OfSlug(userId, slug), cancellationToken)
            : null;

    private static async Task<IResult> PromptAsync(string handle, string slug, HttpContext context, ILedgerReader reader, PromptReads reads, Lineage lineage, SearchService search)
    {
        var cancellationToken = context.RequestAborted;
        if (await ResolveAsync(reader, handle, slug, cancellationToken) is not { } id) return await PageResult.ErrorAsync(context, Failure.NotFound("prompt"));
        if (!(await reads.FindAsync(id, context.Viewer(), cancellationToken)).TryGet(out var prompt, out var failure)) return await PageResult.ErrorAsync(context, failure);
        reads.Count(context, id);
        var model = Model(prompt) with
        {
            IsOwn = prompt.Owner.Id == context.CallerId(),
            Versions = await VersionsAsync(reader, prompt, cancellationToken),
            Lineage = (await lineage.FindAsync(id, context.Viewer(), Lineage.Near, cancellationToken)).TryGet(out var family, out _) ? Family(family) : null,
            Related = await RelatedAsync(context, search, id),
        };
        model = await PromptComments.AddAsync(context, model);
        if (context.CallerId() is { } readerId) model = model with { Shelves = await CollectionPages.ShelvesAsync(context, readerId) };
        if (prompt.Moderation is not null) model = model with { Moderation = await ModerationPages.NoticeAsync(context, id) };
        return await PageResult.RenderAsync<PromptPage>(context, new { Model = model });
    }

    private static async Task<IResult> ByIdAsync(string id, HttpContext context, PromptReads reads) =>
        (await reads.FindAsync(id, context.Viewer(), context.RequestAborted)).TryGet(out var prompt, out var failure)
            ? PageResult.SeeOther($"/@{prompt.Owner.Handle}/{prompt.Slug}")
            : await PageResult.ErrorAsync(context, failure);

    private static async Task<IResult> ForkAsync(string id, HttpContext context, IGrainFactory grains, IIdGenerator ids, OwnerCards owners, Velocity velocity)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out _, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!EntityIds.IsPrompt(id)) return await PageResult.ErrorAsync(context, Failure.NotFound("prompt"));
        var forked = await velocity.ForkAsync(context, null, () => grains.Prompt(ids.New(EntityIds.Prompt)).ForkAsync(new ForkPrompt(context.CallerId()!, id, new PromptDraft(), null)));
        if (!forked.TryGet(out var reply, out failure)) return await PageResult.ErrorAsync(context, failure);
        var owner = await owners.GetAsync(reply.Value.Prompt.OwnerId, context.RequestAborted);
        return PageResult.SeeOther($"/@{owner.Handle}/{reply.Value.Prompt.Slug}");
    }

    /// <summary>What the prompt itself says.</summary>
    internal static PromptModel Model(PromptView prompt) => new()
    {
        Id = prompt.Id,
        Slug = prompt.Slug,
        OwnerHandle = prompt.Owner.Handle,
        OwnerName = CardModels.Name(prompt.Owner),
        Title = prompt.Title,
        Description = prompt.Description,
        Type = prompt.Type,
        Content = prompt.Content,
        Messages = [.. prompt.Messages.Select(m => (m.Role, m.Content))],
        Parameters = Parameters(prompt.Parameters),
        Variables = [.. prompt.Variables.Select(v => new VariableModel(v.Name, v.Type, v.Required, Text(v.Default), v.Description))],
        Tags = prompt.Tags,
        Models = prompt.Models,
        Category = prompt.Category,
        License = prompt.License,
        ExampleText = prompt.Example?.Text,
        ExampleUrl = TextRules.IsWebUrl(prompt.Example?.Url) || MediaAddress.IsAddress(prompt.Example?.Url) ? prompt.Example!.Url : null,
        Visibility = prompt.Visibility,
        Version = Version(prompt.Version),
        Source = prompt.Origin is { } origin ? string.Join(" · ", new[] { origin.Author, origin.Source }.Where(s => !string.IsNullOrEmpty(s))) is { Length: > 0 } text ? text : null : null,
        Counts = new CountsModel(prompt.Counts.Likes, prompt.Counts.Saves, prompt.Counts.Forks, prompt.Counts.Comments, prompt.Counts.Views, prompt.Counts.Copies),
        IsLiked = prompt.Viewer?.Liked == true,
        IsSaved = prompt.Viewer?.Saved == true,
        CreatedAt = prompt.CreatedAt,
        UpdatedAt = prompt.UpdatedAt,
        Summary = PlainText.Of(CardModels.Text(prompt), SummaryLength),
    };

    private static VersionModel Version(VersionView version) => new(version.Number, version.Semver, version.Note, version.CreatedAt);

    private static async Task<IReadOnlyList<VersionModel>> VersionsAsync(ILedgerReader reader, PromptView prompt, CancellationToken cancellationToken)
    {
        if (prompt.Version.Number == 1) return [Version(prompt.Version)];
        var oldest = Math.Max(1, prompt.Version.Number - VersionsShown + 1);
        var ids = Enumerable.Range(oldest, prompt.Version.Number - oldest + 1).Select(n => PromptVersionDocument.IdOf(prompt.Id, n)).ToList();
        return [.. (await reader.ReadDocumentsAsync(ids, cancellationToken))
            .Select(d => JsonSerializer.Deserialize(d.Body, DomainJson.Stored.PromptVersionDocument)!.Version)
            .OrderByDescending(v => v.Number)
            .Select(v => new VersionModel(v.Number, v.Semver, v.Note, v.CreatedAt))];
    }

    private static async Task<IReadOnlyList<CardModel>> RelatedAsync(HttpContext context, SearchService search, string id)
    {
        try
        {
            return [.. (await search.RelatedAsync(context, id, RelatedShown)).Select(CardModels.Of)];
        }
        catch (SearchUnavailableException)
        {
            // A prompt is readable while search is away.
            return [];
        }
    }

    private static LineageModel Family(LineageView family) => new([.. family.Ancestors.Select(Node)], [.. family.Forks.Select(Branch)]);

    private static LineageNodeModel Node(Forks.LineageNode node) =>
        new(node.Title ?? node.Slug, node.OwnerHandle, node.Available ? $"/@{node.OwnerHandle}/{node.Slug}" : null, 0, []);

    private static LineageNodeModel Branch(LineageBranch branch) =>
        new(branch.Title, branch.Owner.Handle, $"/@{branch.Owner.Handle}/{branch.Slug}", branch.Likes, [.. branch.Forks.Select(Branch)]);

    /// <summary>Scalars by name; what is nested stays JSON.</summary>
    private static List<(string Name, string Value)> Parameters(RawJson parameters)
    {
        if (parameters.IsEmpty) return [];
        using var document = JsonDocument.Parse(parameters.Text);
        return [.. document.RootElement.EnumerateObject().Where(p => p.Name != "extra").Take(30).Select(p => (p.Name, CardModels.Cut(Text(p.Value), 500)))];
    }

    private static string? Text(RawJson? value)
    {
        if (value is not { Text: { Length: > 0 } json }) return null;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Null ? null : Text(document.RootElement);
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
