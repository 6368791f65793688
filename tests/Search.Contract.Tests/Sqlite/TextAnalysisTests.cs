using PromptGrid.Search.Contract.Tests.Support;
using PromptGrid.Search.Analysis;

namespace PromptGrid.Search.Contract.Tests.Sqlite;

public sealed class TextAnalysisTests
{
    // Out of the voc.txt and output.txt that Porter publishes with his algorithm, one or more for each step.
    [Theory]
    [InlineData("caresses", "caress")]
    [InlineData("ponies", "poni")]
    [InlineData("cats", "cat")]
    [InlineData("agreed", "agre")]
    [InlineData("plastered", "plaster")]
    [InlineData("bled", "bled")]
    [InlineData("sing", "sing")]
    [InlineData("conflated", "conflat")]
    [InlineData("sized", "size")]
    [InlineData("hopping", "hop")]
    [InlineData("falling", "fall")]
    [InlineData("filing", "file")]
    [InlineData("happy", "happi")]
    [InlineData("sky", "sky")]
    [InlineData("relational", "relat")]
    [InlineData("digitizer", "digit")]
    [InlineData("operator", "oper")]
    [InlineData("triplicate", "triplic")]
    [InlineData("hopefulness", "hope")]
    [InlineData("adjustment", "adjust")]
    [InlineData("adoption", "adopt")]
    [InlineData("replacement", "replac")]
    [InlineData("probate", "probat")]
    [InlineData("rate", "rate")]
    [InlineData("controll", "control")]
    [InlineData("generalizations", "gener")]
    [InlineData("oscillators", "oscil")]
    [InlineData("be", "be")]
    [InlineData("größer", "größer")]
    public void Words_are_stemmed_as_Porter_published(string word, string stem) => Assert.Equal(stem, PorterStemmer.Stem(word));

    [Theory]
    [InlineData("linux", "linux", 0)]
    [InlineData("lniux", "linux", 1)]
    [InlineData("terminl", "terminal", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("abcd", "badc", 2)]
    public void Distances_count_insertions_omissions_replacements_and_swaps(string a, string b, int distance)
    {
        Assert.Equal(distance, EditDistance.Between(a, b, 3));
        Assert.Equal(distance, EditDistance.Between(b, a, 3));
        if (distance > 0)
            Assert.Equal(EditDistance.TooFar, EditDistance.Between(a, b, distance - 1));
    }

    [Theory]
    [InlineData("termn", "terminal", 1)]
    [InlineData("term", "terminal", 0)]
    [InlineData("xxxx", "terminal", EditDistance.TooFar)]
    public void A_prefix_is_compared_with_the_nearest_prefix(string typed, string word, int distance) =>
        Assert.Equal(distance, EditDistance.Between(typed, word, 1, aIsPrefix: true));

    [Fact]
    public void Tokens_of_any_text_stand_where_they_say_and_come_out_the_same_again()
    {
        const int seed = 77;
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            var text = HostileText.Next(random, 200);
            var sink = new Tokens([]);
            TextAnalyzer.Read(text, ref sink);
            foreach (var (folded, start, length) in sink.All)
            {
                Assert.True(start >= 0 && length > 0 && start + length <= text.Length && folded.Length is > 0 and <= TextAnalyzer.MaxTokenLength, $"Seed {seed}, round {round}.");
                // What the full-text table's own tokenizer would split or change never comes out.
                Assert.DoesNotContain(folded, c => char.IsAscii(c) && !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)));
                Assert.DoesNotContain('\uFFFD', folded);
            }

            var stored = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
            var again = new Tokens([]);
            TextAnalyzer.Read(stored, ref again);
            Assert.Equal(sink.All.Select(t => t.Folded), again.All.Select(t => t.Folded));
        }
    }

    private readonly struct Tokens(List<(string Folded, int Start, int Length)> all) : ITokenSink
    {
        public List<(string Folded, int Start, int Length)> All { get; } = all;

        public bool Take(scoped ReadOnlySpan<char> folded, int start, int length, TokenKind kind)
        {
            All.Add((folded.ToString(), start, length));
            return true;
        }
    }
}
