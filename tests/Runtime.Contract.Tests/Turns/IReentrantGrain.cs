namespace PromptGrid.Runtime.Contract.Tests.Turns;

[Alias("contract.IReentrantGrain")]
public interface IReentrantGrain : IGrainWithStringKey
{
    /// <summary>Waits until <paramref name="parties"/> calls are inside at once.</summary>
    [Alias("meet")]
    Task MeetAsync(int parties);

    /// <summary>Runs stretches of code between awaits; true if none ran while another was running.</summary>
    [Alias("alone")]
    Task<bool> RunsAloneAsync(int stretches);
}
