namespace PromptGrid.Bench.Faults;

/// <param name="Name">As it is asked for.</param>
/// <param name="Needs">Why it cannot run here; null when it can.</param>
/// <param name="RunAsync">Opens a stage, injects the fault under load, and concludes.</param>
internal sealed record FaultCase(string Name, string? Needs, Func<CaseRun, Task> RunAsync);
