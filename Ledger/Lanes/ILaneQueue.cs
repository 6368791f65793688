namespace PromptGrid.Ledger.Lanes;

/// <summary>The callers' side of a bounded queue in front of a lane. Safe for any number of threads.</summary>
internal interface ILaneQueue
{
    /// <summary>Items that are in no transaction yet, including those that were taken but not begun.</summary>
    int Length { get; }

    /// <summary>Hands in an item; never waits.</summary>
    Admission TryEnqueue(LaneItem item);
}
