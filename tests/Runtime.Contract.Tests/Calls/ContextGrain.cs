namespace PromptGrid.Runtime.Contract.Tests.Calls;

public sealed class ContextGrain : Grain, IContextGrain
{
    public async Task<string?> GetAsync(string name)
    {
        var before = RequestContext.Get(name);
        await Task.Yield();
        return before == RequestContext.Get(name) ? (string?)before : "it changed at an await";
    }

    public Task<string?> GetBeyondAsync(string name) =>
        GrainFactory.GetGrain<IContextGrain>($"{this.GetPrimaryKeyString()}>").GetAsync(name);

    public Task SetAsync(string name, string value, bool late)
    {
        RequestContext.Set(name, value);
        return late ? Task.Run(static () => { }) : Task.CompletedTask;
    }
}
