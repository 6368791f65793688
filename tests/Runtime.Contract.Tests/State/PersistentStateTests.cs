using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace PromptGrid.Runtime.Contract.Tests.State;

public sealed class PersistentStateTests : ContractTest
{
    [Fact]
    public async Task A_grain_without_a_record_starts_with_a_new_state()
    {
        var grain = Grain<INoteGrain>();
        Assert.False(await grain.ExistsAsync());
        Assert.Equal("", await grain.ReadAsync());
    }

    [Fact]
    public async Task Written_state_is_there_before_the_next_activation_begins()
    {
        var grain = Grain<INoteGrain>();
        await grain.WriteAsync("kept");
        await grain.DeactivateAsync();
        Assert.Equal("kept", await grain.ReadAsync());
        Assert.True(await grain.ExistsAsync());
        Assert.Equal(["", "kept"], Signals.Noted("activated with"));
    }

    [Fact]
    public async Task State_that_was_not_written_is_gone_after_deactivation()
    {
        var grain = Grain<INoteGrain>();
        await grain.WriteAsync("written");
        await grain.ChangeWithoutWritingAsync("only in memory");
        Assert.Equal("only in memory", await grain.ReadAsync());
        await grain.DeactivateAsync();
        Assert.Equal("written", await grain.ReadAsync());
    }

    [Fact]
    public async Task Cleared_state_is_gone()
    {
        var grain = Grain<INoteGrain>();
        await grain.WriteAsync("text");
        await grain.ClearAsync();
        Assert.False(await grain.ExistsAsync());
        await grain.DeactivateAsync();
        Assert.Equal("", await grain.ReadAsync());
    }

    [Fact]
    public async Task A_write_over_somebody_elses_fails_and_the_next_call_starts_from_what_is_stored()
    {
        var grain = Grain<INoteGrain>();
        await grain.WriteAsync("first");
        await WriteBehindItsBackAsync(grain, "theirs");
        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.WriteAsync("mine"));
        Assert.Equal("theirs", await grain.ReadAsync());
        await grain.WriteAsync("mine after all");
        Assert.Equal(["", "theirs"], Signals.Noted("activated with"));
    }

    private async Task WriteBehindItsBackAsync(INoteGrain grain, string text)
    {
        var storage = Host.GrainServices.GetRequiredKeyedService<IGrainStorage>(GrainHostSettings.Storage);
        var record = new GrainState<NoteState>();
        await storage.ReadStateAsync("note", grain.GetGrainId(), record);
        record.State = new() { Text = text };
        await storage.WriteStateAsync("note", grain.GetGrainId(), record);
    }
}
