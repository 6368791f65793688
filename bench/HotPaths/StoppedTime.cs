namespace PromptGrid.HotPaths;

/// <summary>Time stands still for a cache, so that every read after the first is a hit.</summary>
internal sealed class StoppedTime : TimeProvider
{
    public override long GetTimestamp() => 0;
}
