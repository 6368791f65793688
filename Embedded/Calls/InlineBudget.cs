namespace PromptGrid.Embedded.Calls;

/// <summary>
/// How long a thread may go on running calls inline. A caller in a loop whose calls all finish at once would never give its thread
/// back; with as many such callers as processors, timers and everybody else would wait. Now and then its call is queued instead,
/// which makes the caller wait and lets others run.
/// </summary>
internal static class InlineBudget
{
    private const int Calls = 256;
    private const long Milliseconds = 5;

    [ThreadStatic]
    private static int t_calls;

    [ThreadStatic]
    private static long t_milliseconds;

    /// <summary>Takes one call from the budget; false, and a new budget, when it is used up.</summary>
    internal static bool TryTake()
    {
        if (++t_calls <= Calls && t_milliseconds < Milliseconds)
            return true;
        t_calls = 0;
        t_milliseconds = 0;
        return false;
    }

    /// <summary>Takes time from the budget.</summary>
    internal static void Charge(long milliseconds) => t_milliseconds += milliseconds;
}
