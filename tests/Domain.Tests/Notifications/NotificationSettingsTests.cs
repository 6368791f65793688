using PromptGrid.Domain.Common;
using PromptGrid.Domain.Notifications;

namespace PromptGrid.Domain.Tests.Notifications;

public sealed class NotificationSettingsTests
{
    [Fact]
    public void Muting_changes_only_what_is_named()
    {
        var settings = NotificationSettingsDocument.None.Mute(new Dictionary<string, bool> { ["liked"] = true, ["forked"] = true, ["unknown"] = true });
        Assert.Equal("forked liked", string.Join(' ', settings.Muted));
        Assert.Equal("liked", string.Join(' ', settings.Mute(new Dictionary<string, bool> { ["forked"] = false }).Muted));
        Assert.Same(settings, settings.Mute(new Dictionary<string, bool> { ["liked"] = true }));
    }

    [Fact]
    public void Reading_never_goes_back()
    {
        var settings = NotificationSettingsDocument.None.Read(7);
        Assert.Equal(7, settings.ReadUpTo);
        Assert.Same(settings, settings.Read(6));
    }

    [Fact]
    public void An_id_says_its_place_and_later_places_sort_later()
    {
        long[] places = [0, 1, 31, 32, 1_700_000_000_000_000, 1_700_000_000_000_001, long.MaxValue];
        var ids = places.Select(NotificationIds.Format).ToList();
        Assert.Equal(places, ids.Select(id => NotificationIds.Parse(id)!.Value));
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        foreach (var id in (string?[])[null, "", "ntf_", "x", ids[1].Replace("ntf", "cmt", StringComparison.Ordinal), ids[1][..^1] + "1", EntityIds.Format("ntf", UInt128.MaxValue)]) Assert.Null(NotificationIds.Parse(id));
    }
}
