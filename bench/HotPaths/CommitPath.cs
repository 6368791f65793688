using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.HotPaths;

/// <summary>The ledger alone, on SQLite: likes that share a transaction.</summary>
public sealed class CommitPath
{
    public const int AtOnce = 64;

    private readonly QuietGrid _grid;
    private readonly ILedger _ledger;
    private readonly WriteSet[] _likes;
    private readonly WriteSet[] _unlikes;
    private readonly ValueTask<CommitOutcome>[] _commits = new ValueTask<CommitOutcome>[AtOnce];
    private bool _liked;

    public CommitPath(QuietGrid grid)
    {
        _grid = grid;
        _ledger = grid.Services.GetRequiredService<ILedger>();
        var prompt = grid.Ids.New(EntityIds.Prompt);
        var tally = new EdgeTally(prompt, PromptCounters.Likes, PromptEventNames.LikesChanged);
        var users = Enumerable.Range(0, AtOnce).Select(_ => grid.Ids.New(EntityIds.User)).ToList();
        WriteSet Set(string user, bool remove) => new() { Entity = prompt, Edges = [new EdgeWrite(PromptEdges.Like, user, prompt, remove, tally)] };
        _likes = [.. users.Select(u => Set(u, remove: false))];
        _unlikes = [.. users.Select(u => Set(u, remove: true))];
    }

    /// <summary>Commits <see cref="AtOnce"/> likes, or takes them back.</summary>
    public async Task RunAsync()
    {
        _liked = !_liked;
        await _grid.TogetherAsync(HandIn);
        foreach (var commit in _commits)
        {
            if (await commit is not CommitOutcome.Committed) throw new InvalidOperationException("A like was refused.");
        }
    }

    private void HandIn()
    {
        var sets = _liked ? _likes : _unlikes;
        for (var i = 0; i < AtOnce; i++) _commits[i] = _ledger.CommitAsync(sets[i]);
    }
}
