namespace PromptGrid.Runtime.Contract.Tests.State;

[GenerateSerializer, Alias("contract.NoteState")]
public sealed class NoteState
{
    [Id(0)]
    public string Text { get; set; } = "";
}
