namespace PromptGrid.Budget.Tests;

/// <summary>A budget of bytes for one operation.</summary>
/// <param name="Measured">What one operation allocated when the budget was set.</param>
internal sealed record Budget(int Measured)
{
    private const double Headroom = 1.25;

    /// <summary>What it may allocate.</summary>
    public double Bytes => Measured * Headroom;
}
