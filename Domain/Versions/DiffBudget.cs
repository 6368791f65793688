namespace PromptGrid.Domain.Versions;

/// <summary>The steps that one comparison may still take. When they are used up, what is left is told as replaced: a
/// coarser answer, but a true one.</summary>
internal sealed class DiffBudget(int steps)
{
    /// <summary>Enough for an exact comparison of ordinary texts, and a fraction of a second for the worst.</summary>
    public const int Standard = 20_000_000;

    private int _left = steps;

    /// <summary>True once something was left out because of the budget.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Takes steps; false when there are not as many left.</summary>
    public bool TryTake(int steps)
    {
        if (steps > _left)
        {
            IsSpent = true;
            return false;
        }

        _left -= steps;
        return true;
    }

    /// <summary>Remembers that a comparison was cut short for another reason than steps.</summary>
    public void GiveUp() => IsSpent = true;
}
