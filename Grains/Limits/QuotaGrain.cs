using System.Runtime.InteropServices;
using PromptGrid.Domain.Limits;
using PromptGrid.Grains.Interfaces.Limits;

namespace PromptGrid.Grains.Limits;

/// <summary>See <see cref="IQuotaGrain"/> for what it promises.</summary>
public sealed class QuotaGrain(TimeProvider time) : Grain, IQuotaGrain
{
    // Actions are few and named by our own code; the bound is for a caller that is not.
    private const int ActionsMax = 64;

    private readonly Dictionary<string, Used> _used = new(StringComparer.Ordinal);
    private long _restoredAt;

    public ValueTask<TimeSpan> TakeAsync(ActionQuota quota)
    {
        if (_used.Count >= ActionsMax && !_used.ContainsKey(quota.Action)) return ValueTask.FromResult(TimeSpan.Zero);
        ref var used = ref CollectionsMarshal.GetValueRefOrAddDefault(_used, quota.Action, out _);
        var now = time.GetUtcNow().UtcTicks;
        var (minute, hour) = Allowances(quota);
        var (forMinute, forHour) = (minute.Wait(used.Minute, now), hour.Wait(used.Hour, now));
        if (forMinute > TimeSpan.Zero || forHour > TimeSpan.Zero) return ValueTask.FromResult(forMinute > forHour ? forMinute : forHour);
        used = new Used(minute.Take(used.Minute, now), hour.Take(used.Hour, now));
        // Who was idle for a while must not have everything again: what was used is remembered until it has come back.
        _restoredAt = Math.Max(_restoredAt, Math.Max(used.Minute, used.Hour));
        DelayDeactivation(TimeSpan.FromTicks(_restoredAt - now));
        return ValueTask.FromResult(TimeSpan.Zero);
    }

    public ValueTask GiveBackAsync(ActionQuota quota)
    {
        ref var used = ref CollectionsMarshal.GetValueRefOrNullRef(_used, quota.Action);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref used)) return ValueTask.CompletedTask;
        var (minute, hour) = Allowances(quota);
        used = new Used(minute.GiveBack(used.Minute), hour.GiveBack(used.Hour));
        return ValueTask.CompletedTask;
    }

    private static (Allowance Minute, Allowance Hour) Allowances(ActionQuota quota) =>
        (new Allowance(quota.PerMinute, TimeSpan.FromMinutes(1)), new Allowance(quota.PerHour, TimeSpan.FromHours(1)));

    private readonly record struct Used(long Minute, long Hour);
}
