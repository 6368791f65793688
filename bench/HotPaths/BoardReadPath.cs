using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Trending;
using PromptGrid.Domain.Trending;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Trending;
using PromptGrid.Projections.Trending;

namespace PromptGrid.HotPaths;

/// <summary>A board of 50 prompts that somebody asked for a moment ago, as the API answers it.</summary>
public sealed class BoardReadPath
{
    private const int Prompts = 50;
    private static readonly BoardKey Key = new(TrendingWindow.Day, TrendingScope.Global);

    private readonly Boards _boards;

    private BoardReadPath(Boards boards) => _boards = boards;

    public static async Task<BoardReadPath> CreateAsync(QuietGrid grid)
    {
        await grid.Services.GetRequiredService<ITrendingStore>().InitializeAsync(CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();
        var reports = new List<BoardReport>();
        for (var i = 1; i <= Prompts; i++) reports.Add(new BoardReport(await grid.PublishAsync(), ForwardDecay.Term(Key.Window, i, now)));
        await grid.Grains.TrendingBoard(Key).ReportAsync([.. reports]);
        return new BoardReadPath(ActivatorUtilities.CreateInstance<Boards>(grid.Services, new StoppedTime()));
    }

    /// <returns>The answer's length in bytes.</returns>
    public async ValueTask<int> RunAsync() => (await _boards.GetJsonAsync(Key, Prompts)).Length;
}
