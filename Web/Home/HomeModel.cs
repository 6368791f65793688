using PromptGrid.Web.Cards;

namespace PromptGrid.Web.Home;

/// <summary>What the home page shows.</summary>
/// <param name="Window">The board's window: hour, day, week or month.</param>
/// <param name="Scope">The board's scope: <c>global</c> or <c>type:x</c>.</param>
/// <param name="Revision">The state of the board that is shown, as its stream names it.</param>
/// <param name="Board">The board, best first.</param>
/// <param name="Recent">The newest public prompts.</param>
public sealed record HomeModel(string Window, string Scope, long Revision, IReadOnlyList<CardModel> Board, IReadOnlyList<CardModel> Recent);
