namespace PromptGrid.Domain.Trending;

/// <summary>How fast a board forgets.</summary>
public enum TrendingWindow
{
    Hour,
    Day,
    Week,
    Month,
}

public static class TrendingWindows
{
    public static readonly IReadOnlyList<TrendingWindow> All = [TrendingWindow.Hour, TrendingWindow.Day, TrendingWindow.Week, TrendingWindow.Month];

    /// <summary>After this long a signal counts half: 1 hour, 1 day, 7 days, 30 days.</summary>
    public static TimeSpan HalfLife(this TrendingWindow window) => window switch
    {
        TrendingWindow.Hour => TimeSpan.FromHours(1),
        TrendingWindow.Day => TimeSpan.FromDays(1),
        TrendingWindow.Week => TimeSpan.FromDays(7),
        TrendingWindow.Month => TimeSpan.FromDays(30),
        _ => throw new ArgumentOutOfRangeException(nameof(window)),
    };

    public static string Name(this TrendingWindow window) => window switch
    {
        TrendingWindow.Hour => "hour",
        TrendingWindow.Day => "day",
        TrendingWindow.Week => "week",
        TrendingWindow.Month => "month",
        _ => throw new ArgumentOutOfRangeException(nameof(window)),
    };

    public static TrendingWindow? Parse(string? name) => name switch
    {
        "hour" => TrendingWindow.Hour,
        "day" => TrendingWindow.Day,
        "week" => TrendingWindow.Week,
        "month" => TrendingWindow.Month,
        _ => null,
    };
}
