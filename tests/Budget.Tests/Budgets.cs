namespace PromptGrid.Budget.Tests;

/// <summary>
/// What one operation of each hot path may allocate, in bytes: what was measured when the budget was last set (release
/// build), and a quarter more. A change that needs more says so here; one that needs much less lowers it here.
/// </summary>
internal static class Budgets
{
    public static readonly Budget InlineCall = new(Measured: 0);
    public static readonly Budget QueuedCall = new(Measured: 0);
    public static readonly Budget Like = new(Measured: 0);
    public static readonly Budget Commit = new(Measured: 0);
    public static readonly Budget Fold = new(Measured: 0);
    public static readonly Budget Board = new(Measured: 0);
    public static readonly Budget CachedRead = new(Measured: 0);
    public static readonly Budget View = new(Measured: 0);
    public static readonly Budget KnownToken = new(Measured: 0);
    public static readonly Budget UnknownToken = new(Measured: 0);
    public static readonly Budget Search = new(Measured: 0);
}

/// <summary>A budget.</summary>
/// <param name="Measured">Bytes for one operation.</param>
internal sealed record Budget(int Measured)
{
    private const double Headroom = 1.25;

    public double Bytes => Measured * Headroom;
}
