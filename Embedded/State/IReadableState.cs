namespace PromptGrid.Embedded.State;

/// <summary>A state that is read before its grain activates.</summary>
internal interface IReadableState
{
    Task ReadStateAsync(CancellationToken cancellationToken);
}
