using PromptGrid.Search.Contract.Tests.Support;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Contract;

public abstract partial class SearchIndexContract
{
    [Fact]
    public async Task All_words_must_match_in_any_field_and_order()
    {
        await Write(Prompt("both", "Castle", "at sunset"), Prompt("one", "Castle", "at noon"), Prompt("other", "Sunset"));
        Assert.Equal(["both"], await FindIds("sunset castle"));
    }

    [Theory]
    [InlineData("lin")]
    [InlineData("linux te")]
    [InlineData("linux t")]
    [InlineData("linux termina")]
    [InlineData("LINUX TERMINALS")]
    [InlineData("  linux\tterminal  ")]
    public async Task The_last_word_matches_as_a_prefix(string typed)
    {
        await Write(Prompt("p1", "Linux Terminal"), Prompt("p2", "Windows shell"));
        var page = await Find(typed);
        Assert.Equal(["p1"], page.Ids());
        Assert.False(page.Corrected);
    }

    [Fact]
    public async Task A_word_being_typed_finds_the_forms_it_may_become()
    {
        await Write(Prompt("p1", "Generating images"), Prompt("p2", "Unrelated"));
        foreach (var typed in (string[])["gene", "genera", "generati", "generating", "generate"])
            Assert.Equal(["p1"], await FindIds(typed));
    }

    [Theory]
    [InlineData("creme brulee", "Crème Brûlée")]
    [InlineData("CRÈME BRÛLÉE", "creme brulee")]
    [InlineData("uber", "Über allem")]
    [InlineData("ёлка", "Елка в лесу")]
    [InlineData("οδυσσεια", "Οδύσσεια")]
    public async Task Case_and_diacritics_do_not_matter(string typed, string title)
    {
        await Write(Prompt("p1", title), Prompt("p2", "Something else"));
        Assert.Equal(["p1"], await FindIds(typed));
    }

    [Theory]
    [InlineData("编程", "请帮我学习编程语言")]
    [InlineData("語", "日本語を教えて")]
    [InlineData("にほん", "わたしはにほんじんです")]
    [InlineData("한국", "나는한국어를배운다")]
    [InlineData("ภาษา", "เรียนภาษาไทย")]
    [InlineData("Übersetzer 编程", "Ein Übersetzer für 编程 Texte")]
    public async Task Scripts_without_spaces_are_found_inside_their_runs(string typed, string content)
    {
        await Write(Prompt("p1", content: content), Prompt("p2", content: "完全不同的文字"));
        var page = await Find(typed);
        Assert.Equal(["p1"], page.Ids());
        Assert.False(page.Corrected);
    }

    [Fact]
    public async Task Signs_that_do_not_stand_side_by_side_are_not_a_match()
    {
        await Write(Prompt("p1", content: "编写程序"));
        Assert.False((await Find("编程")) is { Total: > 0, Corrected: false });
    }

    [Fact]
    public async Task A_pictograph_finds_the_prompts_that_hold_it()
    {
        await Write(Prompt("p1", "Launch 🚀 plan"), Prompt("p2", "Launch plan"));
        Assert.Equal(["p1"], await FindIds("🚀"));
        Assert.Equal(2, (await Find("launch 🚀🚀")).Total);
    }

    [Theory]
    [InlineData("lniux terminl")]
    [InlineData("linus terminal")]
    [InlineData("linuxx trminal")]
    [InlineData("liunx")]
    public async Task Typing_mistakes_are_forgiven_when_nothing_matches_as_typed(string typed)
    {
        await Write(Prompt("p1", "Linux Terminal"), Prompt("p2", "Line art"), Prompt("p3", "Terminus station"));
        var page = await Find(typed);
        Assert.Equal("p1", page.Hits[0].Id);
        Assert.True(page.Corrected);
    }

    [Fact]
    public async Task A_word_that_matches_as_typed_is_not_corrected()
    {
        await Write(Prompt("p1", "Lunix adventures"), Prompt("p2", "Linux"), Prompt("p3", "Linux again"));
        var page = await Find("lunix");
        Assert.Equal(["p1"], page.Ids());
        Assert.False(page.Corrected);
    }

    [Fact]
    public async Task When_no_prompt_has_all_words_some_of_them_are_enough()
    {
        await Write(Prompt("p1", "Castle"), Prompt("p2", "Zeppelin"), Prompt("p3", "Meadow"));
        var page = await Find("castle zeppelin");
        Assert.Equal(["p1", "p2"], page.Ids().Order());
        Assert.True(page.Corrected);
    }

    [Fact]
    public async Task A_filter_that_leaves_nothing_is_not_a_typing_mistake()
    {
        await Write(Prompt("p1", "Linux Terminal", type: "chat"), Prompt("p2", "Linus", type: "image"));
        var page = await Index.SearchAsync(new SearchQuery { Text = "linux", Types = ["image"] });
        Assert.Empty(page.Hits);
        Assert.False(page.Corrected);
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("(((")]
    [InlineData("*")]
    [InlineData("?!?")]
    [InlineData("\0\0")]
    [InlineData("\uD800")]
    public async Task Text_without_a_word_or_sign_finds_nothing(string typed)
    {
        await Write(Prompt("p1", "Castle (\"old\") * ?"));
        var page = await Find(typed);
        Assert.Empty(page.Hits);
        Assert.Equal(0, page.Total);
    }

    [Theory]
    [InlineData("castle AND sunset")]
    [InlineData("castle OR meadow")]
    [InlineData("NOT castle")]
    [InlineData("title:castle")]
    [InlineData("NEAR(castle sunset)")]
    public async Task Operators_are_words_like_any_other(string typed)
    {
        await Write(Prompt("literal", content: "castle and sunset or meadow not title near"), Prompt("plain", "Castle sunset meadow"));
        var page = await Find(typed);
        Assert.Equal(["literal"], page.Ids());
        Assert.False(page.Corrected);
    }
}
