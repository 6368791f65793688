using PromptGrid.Domain.Common;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.HotPaths;

/// <summary>Likes through grain and ledger to the disk: as many at once as a busy server has, on one prompt,
/// each from a network of its own.</summary>
public sealed class LikePath
{
    public const int AtOnce = 64;

    private readonly QuietGrid _grid;
    private readonly IPromptGrain _prompt;
    private readonly string[] _users;
    private readonly ValueTask<Result<Reaction>>[] _calls = new ValueTask<Result<Reaction>>[AtOnce];
    private bool _liked;

    public LikePath(QuietGrid grid)
    {
        _grid = grid;
        _prompt = grid.Prompt;
        _users = [.. Enumerable.Range(0, AtOnce).Select(_ => grid.Ids.New(EntityIds.User))];
    }

    /// <summary><see cref="AtOnce"/> users like, or take their likes back.</summary>
    public async Task RunAsync()
    {
        _liked = !_liked;
        await _grid.TogetherAsync(HandIn);
        foreach (var call in _calls)
        {
            if (!(await call).TryGet(out var reaction, out _) || reaction.Active != _liked) throw new InvalidOperationException("A like was refused.");
        }
    }

    private void HandIn()
    {
        for (var i = 0; i < AtOnce; i++) _calls[i] = _prompt.SetLikeFromAsync(_users[i], _liked, network: i + 1);
    }
}
