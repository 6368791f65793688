namespace PromptGrid.Search.Contract.Tests.Support;

/// <summary>A running index under test, empty at first, with the clock it goes by.</summary>
public interface ISearchIndexHost : IAsyncDisposable
{
    ISearchIndex Index { get; }

    ManualTime Time { get; }

    /// <summary>Makes everything that was written visible to queries.</summary>
    Task RefreshAsync();
}
