using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.HotPaths;

/// <summary>A call of a grain that does next to nothing.</summary>
public sealed class GrainCallPath(QuietGrid grid)
{
    /// <summary>Calls that wait at once in <see cref="QueuedAsync"/>.</summary>
    public const int Queue = 256;

    private const string Stranger = "usr_00000000000000000000000000";

    private readonly IPromptGrain _prompt = grid.Prompt;
    private readonly Task[] _calls = new Task[Queue];

    /// <summary>A read of a grain that is idle: it runs on the caller's thread.</summary>
    public async ValueTask InlineAsync() => await _prompt.GetAsync(null);

    /// <summary>Calls that must wait for one that is writing: an edit, and <see cref="Queue"/> refused deletions behind it.</summary>
    public async Task QueuedAsync()
    {
        var edit = _prompt.EditAsync(new EditPrompt(grid.UserId, new Domain.Prompts.PromptPatch(new Domain.Prompts.PromptDraft { Description = Next() }, ["description"]), null));
        for (var i = 0; i < Queue; i++) _calls[i] = _prompt.DeleteAsync(Stranger);
        await edit;
        foreach (var call in _calls) await call;
    }

    private int _edits;

    private string Next() => (_edits++ % 2 == 0) ? "by night" : "by day";
}
