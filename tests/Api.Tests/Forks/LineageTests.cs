using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Forks;

[Collection(Collections.Reactions)]
public sealed class LineageTests(ApiServer server)
{
    [Fact]
    public async Task Lineage_names_the_root_the_ancestors_and_three_levels_of_forks()
    {
        var user = await server.SignUpAsync();
        var ids = new List<string> { (await user.PublishAsync("Generation 0")).Id() };
        for (var i = 1; i <= 5; i++) ids.Add((await user.ForkAsync(ids[^1], new { title = $"Generation {i}" })).Id());
        await user.LikeAsync(ids[1]);
        var sibling = (await user.ForkAsync(ids[0], new { title = "Sibling" })).Id();

        await Eventually.HoldsAsync(async () =>
        {
            var root = (await server.Nobody.GetAsync($"/v1/prompts/{ids[0]}/lineage")).Expect(200).Json;
            Assert.Equal(["ancestors", "forks", "root"], root.MemberNames());
            Assert.Equal(ids[0], root.Text("root.id"));
            Assert.Equal(0, root.At("ancestors").GetArrayLength());
            Assert.Equal([sibling, ids[1]], root.At("forks").EnumerateArray().Select(f => f.Id()));
            var first = root.At("forks")[1];
            Assert.Equal((1, 1), (first.Number("forkCount"), first.Number("likes")));
            var third = first.At("forks")[0].At("forks")[0];
            Assert.Equal(ids[3], third.Id());
            Assert.Equal(1, third.Number("forkCount"));
            Assert.Equal(0, third.At("forks").GetArrayLength());
        });

        var last = (await server.Nobody.GetAsync($"/v1/prompts/{ids[5]}/lineage")).Expect(200).Json;
        Assert.Equal(ids[0], last.Text("root.id"));
        Assert.Equal(ids.Take(5), last.At("ancestors").EnumerateArray().Select(a => a.Id()));
    }

    [Fact]
    public async Task A_large_family_is_told_in_part_and_the_nearest_first()
    {
        var author = await server.SignUpAsync();
        var prompt = await author.PublishAsync("Much forked");
        var children = new List<string>();
        foreach (var i in Enumerable.Range(0, 22)) children.Add((await author.ForkAsync(prompt.Id(), new { title = $"Child {i:00}" })).Id());
        foreach (var i in Enumerable.Range(0, 4)) await author.ForkAsync(children[^1], new { title = $"Grandchild {i}" });
        await Eventually.HoldsAsync(async () =>
        {
            var forks = (await server.Nobody.GetAsync($"/v1/prompts/{prompt.Id()}/lineage")).Expect(200)["forks"];
            Assert.Equal(20, forks.GetArrayLength());
            Assert.Equal(children[^1], forks[0].Id());
            Assert.Equal(4, forks[0].At("forks").GetArrayLength());
        });

        // The page has room for less, and says so by what it leaves out.
        var page = (await server.Nobody.GetAsync($"/@{author.Handle}/{prompt.Text("slug")}", ("Accept", "text/html"))).Expect(200).Text;
        var tree = page[page.IndexOf("class=\"tree\"", StringComparison.Ordinal)..];
        tree = tree[..tree.IndexOf("</section>", StringComparison.Ordinal)];
        Assert.Equal(6, System.Text.RegularExpressions.Regex.Count(tree, ">Child "));
        Assert.Equal(4, System.Text.RegularExpressions.Regex.Count(tree, ">Grandchild "));
    }

    [Fact]
    public async Task A_deleted_ancestor_keeps_its_place_and_loses_its_title()
    {
        var author = await server.SignUpAsync();
        var forker = await server.SignUpAsync();
        var source = await author.PublishAsync("Goes away", "secret words");
        var fork = (await forker.ForkAsync(source.Id(), new { title = "Stays" })).Id();
        await author.RemoveAsync(source.Id());

        var answer = (await server.Nobody.GetAsync($"/v1/prompts/{fork}/lineage")).Expect(200);
        var ancestor = answer["ancestors"][0];
        Assert.Equal((source.Id(), author.Handle, "goes-away", false), (ancestor.Id(), ancestor.Text("ownerHandle"), ancestor.Text("slug"), ancestor.At("available").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, ancestor.At("title").ValueKind);
        Assert.Equal(source.Id(), (await server.Nobody.ReadAsync(fork)).Text("forkedFrom.id"));
    }

    [Fact]
    public async Task Hidden_forks_and_ancestors_tell_strangers_nothing_new()
    {
        var author = await server.SignUpAsync();
        var forker = await server.SignUpAsync();
        var source = (await author.PublishAsync("Turned private later")).Id();
        var open = (await forker.ForkAsync(source, new { title = "Open fork" })).Id();
        await forker.ForkAsync(source, new { title = "Hidden fork", visibility = "private" });
        await forker.ForkAsync(source, new { title = "Unlisted fork", visibility = "unlisted" });
        await Eventually.HoldsAsync(async () =>
        {
            var text = (await server.Nobody.GetAsync($"/v1/prompts/{source}/lineage")).Expect(200).Text;
            Assert.Contains("Open fork", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Hidden fork", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Unlisted fork", text, StringComparison.Ordinal);
        });

        await author.EditAsync(source, new { visibility = "private", title = "A new secret title" });
        (await server.Nobody.GetAsync($"/v1/prompts/{source}/lineage")).ExpectProblem(404, "not-found");
        Assert.DoesNotContain("secret title", (await server.Nobody.GetAsync($"/v1/prompts/{open}/lineage")).Expect(200).Text, StringComparison.Ordinal);
        Assert.Contains("secret title", (await author.GetAsync($"/v1/prompts/{open}/lineage")).Expect(200).Text, StringComparison.Ordinal);
    }
}
