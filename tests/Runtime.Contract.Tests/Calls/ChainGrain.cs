namespace PromptGrid.Runtime.Contract.Tests.Calls;

public sealed class ChainGrain(Signals signals) : Grain, IChainGrain
{
    public async Task<string> ThereAndBackAsync(IChainGrain other, bool allowed)
    {
        if (!allowed)
            return await other.BackAsync(this.AsReference<IChainGrain>(), patient: false);
        using (RequestContext.AllowCallChainReentrancy())
            return await other.BackAsync(this.AsReference<IChainGrain>(), patient: true);
    }

    public Task<string> BackAsync(IChainGrain origin, bool patient) => patient ? origin.NameAsync() : origin.NameSoonAsync();

    public Task<string> NameSoonAsync() => NameAsync();

    public Task<string> NameAsync() => Task.FromResult(this.GetPrimaryKeyString());

    public async Task<int> DeepAsync(int depth) =>
        depth == 0 ? 0 : 1 + await GrainFactory.GetGrain<IChainGrain>($"{this.GetPrimaryKeyString()}>").DeepAsync(depth - 1);

    public async Task<string> SuppressedAsync(IChainGrain other)
    {
        using (RequestContext.AllowCallChainReentrancy())
        {
            using (RequestContext.SuppressCallChainReentrancy())
                return await other.BackAsync(this.AsReference<IChainGrain>(), patient: false);
        }
    }

    public async Task HoldOpenAsync(string door)
    {
        using (RequestContext.AllowCallChainReentrancy())
        {
            signals.Count("open");
            await signals.PassAsync(door);
        }
    }
}
