using PromptGrid.Api.Prompts;
using PromptGrid.Api.Search;
using PromptGrid.Api.Trending;
using PromptGrid.Domain.Prompts;
using PromptGrid.Web.Cards;
using PromptGrid.Web.Prompts;

namespace PromptGrid.Api.Pages;

/// <summary>Makes cards of what the API tells of prompts.</summary>
internal static class CardModels
{
    private const int ExcerptLength = 240;
    private const int TagsShown = 4;

    public static CardModel Of(PromptView prompt) => new(
        prompt.Id, prompt.Slug, prompt.Title, prompt.Owner.Handle, Name(prompt.Owner), prompt.Type, IsVerbatim(prompt) ? Cut(Text(prompt)) : PlainText.Of(Text(prompt), ExcerptLength),
        [.. prompt.Tags.Take(TagsShown)], prompt.Counts.Likes, prompt.Counts.Saves, prompt.Counts.Forks, prompt.CreatedAt)
    {
        IsVerbatim = IsVerbatim(prompt),
        Visibility = prompt.Visibility == Visibilities.Public ? null : prompt.Visibility,
    };

    /// <summary>The first cards of a board.</summary>
    public static IReadOnlyList<CardModel> Of(TrendingView board, int count) =>
        [.. board.Items.Take(count).Select(i => Of(i.Prompt) with { Rank = i.Rank, Rise = i.PreviousRank - i.Rank })];

    /// <summary>A hit, with what matched in place of the title and the beginning.</summary>
    public static CardModel Of(SearchItemView hit)
    {
        var card = Of(hit.Prompt);
        if (hit.Highlights.Count == 0) return card;
        return card with
        {
            IsMarked = true,
            Title = First("title") ?? card.Title,
            Excerpt = First("description") is { } description ? PlainText.Of(description, ExcerptLength)
                : First("content") is not { } content ? card.Excerpt
                : card.IsVerbatim ? content : PlainText.Of(content, ExcerptLength),
        };

        string? First(string field) => hit.Highlights.TryGetValue(field, out var fragments) && fragments.Count > 0 ? fragments[0] : null;
    }

    public static string Name(Users.OwnerView owner) => owner.DisplayName.Length > 0 ? owner.DisplayName : owner.Handle;

    /// <summary>What a prompt says, at a glance.</summary>
    public static string Text(PromptView prompt) =>
        prompt.Description.Length > 0 ? prompt.Description : prompt.Content.Length > 0 ? prompt.Content : string.Join(' ', prompt.Messages.Select(m => m.Content));

    /// <summary>Code and data are shown as they were written; what merely speaks of them is text.</summary>
    private static bool IsVerbatim(PromptView prompt) => prompt.Description.Length == 0 && prompt.Type switch
    {
        PromptTypes.Code => !prompt.Content.StartsWith("---", StringComparison.Ordinal),
        PromptTypes.Structured => prompt.Content.AsSpan().TrimStart() is ['{' or '[' or '<', ..],
        _ => false,
    };

    /// <summary>The beginning of a text, never half of a character.</summary>
    public static string Cut(string text, int length = ExcerptLength)
    {
        if (text.Length <= length) return text;
        var cut = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return string.Concat(text.AsSpan(0, cut).TrimEnd(), "…");
    }
}
