using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Trending;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Search;

namespace PromptGrid.Simulation.Tests;

/// <summary>After quiet: documents = edges = search = boards = profiles, and all of it is what the clients were told.</summary>
internal static class Audit
{
    public static async Task WaitForQuietAsync(World world)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var quietRounds = 0;
        while (quietRounds < 2)
        {
            var quiet = true;
            for (var partition = 0; partition < world.Reader.PartitionCount; partition++)
            {
                foreach (var projection in ProjectionNames.All)
                {
                    await world.Grains.Projection(projection, partition).WakeAsync();
                    var status = await world.Grains.Projection(projection, partition).GetStatusAsync();
                    quiet &= status.Sequence == await world.Reader.ReadHeadAsync(partition);
                }
            }

            // Lineage writes events of its own, so one quiet look is not enough.
            quietRounds = quiet ? quietRounds + 1 : 0;
            await Task.Delay(20, deadline.Token);
        }
    }

    public static async Task CheckAsync(World world, Simulation simulation)
    {
        var known = simulation.Known;
        var documents = new Dictionary<string, (LedgerDocument Document, PromptDocument Prompt)>();
        foreach (var document in await world.Reader.ScanDocumentsAsync("prm_", null, 1_000))
        {
            if (!document.Id.Contains('@')) documents[document.Id] = (document, JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)!);
        }

        // Every answered creation is there, once; nothing else is.
        Assert.Equal(known.Owners.Keys.Order(), documents.Keys.Order());
        foreach (var (id, (document, prompt)) in documents)
        {
            Assert.Contains(!prompt.IsDeleted, known.Alive[id]);
            if (!prompt.IsDeleted) Assert.Contains(prompt.Content, known.Texts[id]);
            Assert.Equal(await world.Reader.CountEdgesToAsync(PromptEdges.Like, id), document.Counter(PromptCounters.Likes));
            Assert.Equal(await world.Reader.CountEdgesToAsync(PromptEdges.Save, id), document.Counter(PromptCounters.Saves));
            var forks = known.ForkSources.Count(f => f.Value == id && documents[f.Key].Prompt.IsListed);
            Assert.Equal(forks, document.Counter(PromptCounters.Forks));
            await CheckGrainAsync(world, document, prompt);
        }

        foreach (var ((kind, user, prompt), possible) in known.Edges)
        {
            var there = (await world.Reader.ExistingTargetsAsync(kind, user, [prompt])).Contains(prompt);
            Assert.True(possible.Contains(there), $"{kind} of {user} on {prompt} is {there}, the client knows better.");
        }

        await CheckSearchAsync(world, documents);
        await CheckBoardAsync(world, documents);
        await CheckProfilesAsync(world, simulation, documents);
    }

    private static async Task CheckGrainAsync(World world, LedgerDocument document, PromptDocument prompt)
    {
        var read = await world.Grains.Prompt(prompt.Id).GetAsync(prompt.OwnerId);
        Assert.Equal(prompt.IsDeleted, read.Failure is not null);
        if (read.Value is not { } snapshot) return;
        Assert.Equal(document.Version, snapshot.Revision);
        Assert.Equal(document.Counter(PromptCounters.Likes), snapshot.Counts.Likes);
        Assert.Equal(document.Counter(PromptCounters.Saves), snapshot.Counts.Saves);
        Assert.Equal(document.Counter(PromptCounters.Forks), snapshot.Counts.Forks);
    }

    private static async Task CheckSearchAsync(World world, Dictionary<string, (LedgerDocument Document, PromptDocument Prompt)> documents)
    {
        var listed = documents.Values.Where(d => d.Prompt.IsListed).ToList();
        Assert.Equal(listed.Count, await world.Search.CountAsync());
        var page = await world.Search.SearchAsync(new SearchQuery { Sort = SearchSort.Liked, Limit = 100 });
        Assert.Equal(listed.Select(d => d.Document.Id).Order(), page.Hits.Select(h => h.Id).Order());
        var likes = page.Hits.Select(h => documents[h.Id].Document.Counter(PromptCounters.Likes)).ToList();
        Assert.Equal(likes.OrderDescending(), likes);
    }

    private static async Task CheckBoardAsync(World world, Dictionary<string, (LedgerDocument Document, PromptDocument Prompt)> documents)
    {
        var board = await world.Grains.TrendingBoard(new BoardKey(TrendingWindow.Month, TrendingScope.Global)).GetAsync();
        var expected = new Dictionary<string, double>();
        foreach (var (id, (document, _)) in documents.Where(d => d.Value.Prompt.IsListed))
        {
            // What came from a network that was seen before counts everywhere but here.
            var likes = document.Counter(PromptCounters.Likes) - await world.Reader.CountEdgesToAsync(PromptEdges.LikeEcho, id);
            var saves = document.Counter(PromptCounters.Saves) - await world.Reader.CountEdgesToAsync(PromptEdges.SaveEcho, id);
            if (likes + (2 * saves) + (4 * document.Counter(PromptCounters.Forks)) is > 0 and var worth) expected[id] = worth;
        }

        Assert.Equal(expected.Keys.Order(), board.Entries.Select(e => e.PromptId).Order());
        foreach (var entry in board.Entries)
        {
            // A run takes seconds of a month's half-life: nothing has decayed that a thousandth could see.
            Assert.Equal(expected[entry.PromptId], ForwardDecay.ValueAt(TrendingWindow.Month, entry.Score, board.AsOf), 0.001 * expected[entry.PromptId]);
        }
    }

    private static async Task CheckProfilesAsync(World world, Simulation simulation, Dictionary<string, (LedgerDocument Document, PromptDocument Prompt)> documents)
    {
        foreach (var user in simulation.UserIds)
        {
            var document = await world.Reader.ReadDocumentAsync(user);
            Assert.Equal(documents.Values.Count(d => d.Prompt.OwnerId == user && d.Prompt.IsListed), document!.Counter(UserCounters.Prompts));
            Assert.Equal(documents.Values.Where(d => d.Prompt.OwnerId == user).Sum(d => d.Document.Counter(PromptCounters.Likes)), document.Counter(UserCounters.LikesReceived));
        }
    }
}
