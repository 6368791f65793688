using PromptGrid.Search.Contract.Tests.Support;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Contract;

public abstract partial class SearchIndexContract
{
    [Fact]
    public async Task A_prompt_with_exactly_this_title_comes_first()
    {
        await Write(
            Prompt("long", "Linux Terminal Emulator For Linux Terminal Fans", "linux terminal linux terminal linux terminal", likes: 900),
            Prompt("exact", "Linux Terminal", "a shell"),
            Prompt("body", "Shell", "linux terminal linux terminal linux terminal linux terminal", likes: 900));
        Assert.Equal("exact", (await FindIds("linux terminal"))[0]);
    }

    [Fact]
    public async Task A_title_that_holds_the_words_side_by_side_beats_one_that_scatters_them()
    {
        await Write(Prompt("apart", "Linux tips for every terminal"), Prompt("together", "Modern Linux terminal tips every day"));
        Assert.Equal(["together", "apart"], await FindIds("linux terminal"));
    }

    [Fact]
    public async Task A_match_in_the_title_beats_one_in_the_content()
    {
        await Write(Prompt("content", "Notes", "castle and more words here"), Prompt("title", "Castle", "notes and more words here"));
        Assert.Equal(["title", "content"], await FindIds("castle"));
    }

    [Fact]
    public async Task Of_equal_texts_the_more_liked_comes_first_and_of_equal_likes_the_newer()
    {
        var year = 365 * 24 * 60;
        Time.Advance(TimeSpan.FromDays(1000));
        await Write(Prompt("old", "Castle", minute: 0), Prompt("new", "Castle", minute: year), Prompt("liked", "Castle", minute: 0, likes: 500));
        Assert.Equal(["liked", "new", "old"], await FindIds("castle"));
    }
}
