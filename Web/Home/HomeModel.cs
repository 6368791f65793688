namespace PromptGrid.Web.Home;

/// <summary>What the home page shows.</summary>
/// <param name="Window">The board's window: hour, day, week or month.</param>
/// <param name="Board">The board, best first.</param>
/// <param name="Recent">The newest public prompts, for a grid on which nothing trends yet.</param>
public sealed record HomeModel(string Window, IReadOnlyList<CardModel> Board, IReadOnlyList<CardModel> Recent);

/// <param name="Rank">Its place on a board; null in other lists.</param>
public sealed record CardModel(int? Rank, string Id, string Title, string OwnerHandle, string OwnerName, string Type, string Excerpt, IReadOnlyList<string> Tags, string? License, long Likes, long Saves, long Forks);
