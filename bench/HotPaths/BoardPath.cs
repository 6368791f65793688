using PromptGrid.Domain.Trending;

namespace PromptGrid.HotPaths;

/// <summary>Reports to a full board: entries overtake each other.</summary>
public sealed class BoardPath
{
    private readonly TrendingBoard _board = new();
    private readonly string[] _ids = [.. Enumerable.Range(0, TrendingBoard.Capacity).Select(i => $"prm_{i:d26}")];
    private int _next;
    private double _score;

    public BoardPath()
    {
        foreach (var id in _ids) _board.Report(id, ++_score);
    }

    /// <summary>The prompt that was reported longest ago comes first.</summary>
    public bool Run()
    {
        _next = (_next + 1) % _ids.Length;
        return _board.Report(_ids[_next], ++_score);
    }
}
