namespace PromptGrid.Domain.Users;

/// <summary>Shortens a <c>User-Agent</c> to what its owner recognizes a device by: nothing that tells two people with the
/// same kind of device apart is kept.</summary>
public static class DeviceLabel
{
    private const int LengthMax = 40;

    // In this order: many browsers name those they descend from.
    private static readonly (string Mark, string Name)[] Programs =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ];

    /// <summary>Such as <c>Firefox on Linux</c> or <c>curl</c>; null when there is nothing to go by.</summary>
    public static string? Of(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent)) return null;
        var system = Systems.FirstOrDefault(s => userAgent.Contains(s.Mark, StringComparison.Ordinal)).Name;
        if (Programs.FirstOrDefault(p => userAgent.Contains(p.Mark, StringComparison.Ordinal)).Name is { } program) return system is null ? program : $"{program} on {system}";
        // A tool says its name first.
        var end = userAgent.AsSpan().IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
        var name = userAgent[..Math.Min(end < 0 ? userAgent.Length : end, LengthMax)];
        return name.Length == 0 ? null : name;
    }
}
