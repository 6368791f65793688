namespace PromptGrid.Runtime.Contract.Tests.Timers;

[Alias("contract.ITimerGrain")]
public interface ITimerGrain : IGrainWithStringKey
{
    /// <summary>Starts a timer that counts "ticked", if it likes fails, and does its work between "tick begins" and "tick ends".</summary>
    [Alias("start")]
    Task StartAsync(bool interleave, bool fails);

    /// <summary>Starts a timer that fires once and then waits for its token.</summary>
    [Alias("start-once")]
    Task StartWaitingForTokenAsync();

    [AlwaysInterleave, Alias("stop")]
    Task StopAsync();

    /// <summary>Counts "inside" and waits at the door.</summary>
    [Alias("wait")]
    Task WaitAtAsync(string door);

    /// <summary>As <see cref="WaitAtAsync"/>, and then asks to be deactivated.</summary>
    [Alias("wait-then-deactivate")]
    Task WaitThenDeactivateAsync(string door);

    [Alias("deactivate")]
    Task DeactivateAsync();

    /// <summary>Starts a timer that never fires by itself.</summary>
    [Alias("dormant")]
    Task StartDormantAsync();

    /// <summary>Makes the last timer fire once, at once.</summary>
    [Alias("fire")]
    Task FireAsync();
}
