using PromptGrid.Embedded.Calls;

namespace PromptGrid.Embedded.Timers;

/// <summary>One tick on its way through the mailbox.</summary>
internal sealed class TimerTick(GrainTimer timer) : TaskCall
{
    private static readonly GrainMethod s_waiting = new("Timer", "Tick", CallOptions.OneWay | CallOptions.Internal, null);
    private static readonly GrainMethod s_interleaving =
        new("Timer", "Tick", CallOptions.OneWay | CallOptions.Internal | CallOptions.AlwaysInterleave, null);

    protected internal override GrainMethod Method => timer.Interleave ? s_interleaving : s_waiting;

    internal override bool CountsAsUse => timer.KeepAlive;

    internal override bool EndsWithActivation => true;

    protected override Task InvokeAsync(object grain) => timer.TickAsync();
}
