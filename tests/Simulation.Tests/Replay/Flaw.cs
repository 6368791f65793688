namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>Bugs put in on purpose, one at a time, to see that the simulation finds them.</summary>
public enum Flaw
{
    None,

    /// <summary>The ledger does not compare document versions: two activations overwrite each other.</summary>
    VersionsAreNotChecked,

    /// <summary>The ledger forgets operations: a repeated request happens twice.</summary>
    OperationsAreForgotten,

    /// <summary>The ledger gives a key that is held to whoever asks.</summary>
    KeysAreNotUnique,

    /// <summary>A like that was there already counts again.</summary>
    EdgesCountTwice,

    /// <summary>A like that was there already gets a mark that no event tells of.</summary>
    OldEdgesAreMarked,

    /// <summary>Callers are answered before the commit is on the disk.</summary>
    AnswersBeforeTheDisk,

    /// <summary>A write set's counters are committed apart from its documents.</summary>
    SetsAreTorn,

    /// <summary>A lost commit is told as something other than an unknown outcome, so that the grain keeps its cache.</summary>
    UnknownOutcomesLookLikeBugs,

    /// <summary>The index's checkpoint is saved before its rows.</summary>
    IndexChecksInBeforeItsRows,

    /// <summary>Trending scores are written whatever the stored checkpoint says.</summary>
    ScoresIgnoreTheirCheckpoint,

    /// <summary>Entries of inboxes are written whatever the stored checkpoint says.</summary>
    InboxesIgnoreTheirCheckpoint,

    /// <summary>The lineage checkpoint is saved before the forks are registered.</summary>
    LineageChecksInFirst,
}
