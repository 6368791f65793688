namespace PromptGrid.Runtime.Contract.Tests.State;

public sealed class NoteGrain(
    [PersistentState("note", GrainHostSettings.Storage)] IPersistentState<NoteState> note,
    Signals signals) : Grain, INoteGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        signals.Note("activated with", note.State.Text);
        return Task.CompletedTask;
    }

    public Task<string> ReadAsync() => Task.FromResult(note.State.Text);

    public Task<bool> ExistsAsync() => Task.FromResult(note.RecordExists);

    public Task WriteAsync(string text)
    {
        note.State.Text = text;
        return note.WriteStateAsync();
    }

    public Task ChangeWithoutWritingAsync(string text)
    {
        note.State.Text = text;
        return Task.CompletedTask;
    }

    public Task ClearAsync() => note.ClearStateAsync();

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
