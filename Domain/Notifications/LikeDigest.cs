using System.Globalization;

namespace PromptGrid.Domain.Notifications;

/// <summary>How likes become few notifications: one entry per prompt and day (UTC), which counts, and is told anew only when
/// the count passes the next of 1, 2, 5, 10, 20, 50 …</summary>
public static class LikeDigest
{
    /// <summary>Names that an entry keeps.</summary>
    public const int ActorsMax = 3;

    /// <summary>The day a like belongs to.</summary>
    public static string WindowOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The smallest step above a count.</summary>
    public static long StepAbove(long count)
    {
        for (var power = 1L; ; power *= 10)
        {
            foreach (var digit in (ReadOnlySpan<long>)[1, 2, 5])
            {
                if (digit * power > count) return digit * power;
            }
        }
    }
}
