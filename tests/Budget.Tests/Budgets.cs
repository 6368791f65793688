namespace PromptGrid.Budget.Tests;

/// <summary>
/// What one operation of each hot path may allocate, in bytes on all threads: what was measured when the budget was last set
/// (release build), and a quarter more. A change that needs more says so here; one that needs much less lowers it here.
/// </summary>
internal static class Budgets
{
    /// <summary>A read of an idle grain.</summary>
    public static readonly Budget InlineCall = new(Measured: 66);

    /// <summary>A call that waits behind a write; of 256, with the write.</summary>
    public static readonly Budget QueuedCall = new(Measured: 435);

    /// <summary>A like from the grain's interface to the disk and back; of 64 in one transaction.</summary>
    public static readonly Budget Like = new(Measured: 1_867);

    /// <summary>The ledger's share of that.</summary>
    public static readonly Budget Commit = new(Measured: 254);

    /// <summary>The lane's share of that, without the database.</summary>
    public static readonly Budget Fold = new(Measured: 192);

    /// <summary>An entry of a full board moves to the top.</summary>
    public static readonly Budget Board = new(Measured: 56);

    /// <summary>A public prompt from the micro-cache, handler and answer.</summary>
    public static readonly Budget CachedRead = new(Measured: 176);

    /// <summary>A board of 50 prompts that was read a moment ago, its JSON.</summary>
    public static readonly Budget BoardRead = new(Measured: 48);

    /// <summary>A prompt of 1,100 characters as JSON.</summary>
    public static readonly Budget View = new(Measured: 2_880);

    /// <summary>An access token that was seen a moment ago.</summary>
    public static readonly Budget KnownToken = new(Measured: 0);

    /// <summary>An access token that was not seen yet.</summary>
    public static readonly Budget UnknownToken = new(Measured: 4_019);

    /// <summary>Two words among 2,000 prompts, with facets, highlights and 20 hits.</summary>
    public static readonly Budget Search = new(Measured: 153_100);
}
