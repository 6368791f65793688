using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Testing;

namespace PromptGrid.Cluster.Tests.InProcess;

/// <summary>Two grids that know nothing of each other on one database: each has an activation of every prompt, as the two
/// halves of a torn network would. The ledger alone stands between them.</summary>
public sealed class SplitBrainTests : IAsyncLifetime
{
    private SiloGrid _one = null!;
    private SiloGrid _other = null!;
    private string _author = null!;
    private string _id = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.Obstacle is not null) return;
        var database = await SiloGrid.DatabaseAsync();
        _one = await SiloGrid.StartAsync(1, database);
        _other = await SiloGrid.StartAsync(1, database);
        _author = await _one.RegisterAsync();
        _id = await _one.PublishAsync(_author);
        // From here on both have it in memory, at the same revision.
        Assert.Equal(await RevisionAsync(_one), await RevisionAsync(_other));
    }

    public async Task DisposeAsync()
    {
        if (_one is not null) await _one.DisposeAsync();
        if (_other is not null) await _other.DisposeAsync();
    }

    [PostgresFact]
    public async Task A_stale_activation_cannot_write_and_is_replaced_by_one_that_read_anew()
    {
        var seen = await RevisionAsync(_one);
        var edited = SiloGrid.Value(await EditAsync(_one, seen, "From the one"));

        var refused = await EditAsync(_other, seen, "From the other");

        Assert.Equal(FailureCode.PreconditionFailed, refused.Failure?.Code);
        Assert.Equal(edited.Revision, await RevisionAsync(_other));
        Assert.Equal("From the one", await TitleAsync(_other));
        var second = SiloGrid.Value(await EditAsync(_other, edited.Revision, "From the other"));
        Assert.True(second.Revision > edited.Revision);
    }

    [PostgresFact]
    public async Task An_activation_that_hears_of_a_later_revision_than_its_own_reads_anew()
    {
        var edited = SiloGrid.Value(await EditAsync(_one, await RevisionAsync(_one), "From the one"));
        Assert.Equal(FailureCode.PreconditionFailed, (await EditAsync(_other, edited.Revision, "From the other")).Failure?.Code);
        Assert.Equal("From the other", SiloGrid.Value(await EditAsync(_other, edited.Revision, "From the other")).Prompt.Title);
    }

    [PostgresFact]
    public async Task Of_edits_at_both_that_saw_the_same_revision_exactly_one_is_taken()
    {
        for (var round = 0; round < 20; round++)
        {
            var seen = await CurrentAsync();
            var answers = await Task.WhenAll(EditAsync(_one, seen, $"{round}, one"), EditAsync(_other, seen, $"{round}, other"));
            var taken = Assert.Single(answers, a => a.Failure is null);
            Assert.All(answers.Where(a => a.Failure is not null), a => Assert.Equal(FailureCode.PreconditionFailed, a.Failure!.Code));
            Assert.Equal(taken.Value!.Prompt.Title, await TitleAsync(await RevisionAsync(_one) == taken.Value.Revision ? _one : _other));
        }
    }

    [PostgresFact]
    public async Task Likes_at_both_are_neither_lost_nor_counted_twice()
    {
        const int Users = 60;
        var answers = await Task.WhenAll(Enumerable.Range(0, Users * 3).Select(async i =>
        {
            // Every user's like comes three times, at one side or at both.
            var grid = i % 2 == 0 ? _one : _other;
            return SiloGrid.Value(await grid.Grains.Prompt(_id).SetLikeAsync($"usr_{i % Users}", true));
        }));

        Assert.All(answers, a => Assert.InRange(a.Count, 1, Users));
        Assert.Equal(Users, answers.Max(a => a.Count));
        var stored = await _one.Reader.ReadDocumentAsync(_id);
        Assert.Equal(Users, stored!.Counter(PromptCounters.Likes));
        foreach (var grid in (SiloGrid[])[_one, _other])
            Assert.Equal(Users, SiloGrid.Value(await grid.Grains.Prompt(_id).SetLikeAsync("usr_0", true)).Count);
    }

    private Task<Result<PromptSnapshot>> EditAsync(SiloGrid grid, long seen, string title) =>
        grid.Grains.Prompt(_id).EditAsync(new EditPrompt(_author, new PromptPatch(new PromptDraft { Title = title }, ["title"]), seen));

    private async Task<long> RevisionAsync(SiloGrid grid) => SiloGrid.Value(await grid.Grains.Prompt(_id).GetAsync(null)).Revision;

    private async Task<string> TitleAsync(SiloGrid grid) => SiloGrid.Value(await grid.Grains.Prompt(_id).GetAsync(null)).Prompt.Title;

    private async Task<long> CurrentAsync() => (await _one.Reader.ReadDocumentAsync(_id))!.Version;
}
