using System.Text;
using PromptGrid.Search.Analysis;

namespace PromptGrid.Search.Elasticsearch.Indices;

/// <summary>A title as its stems, for telling whether what was typed is the title and nothing else.</summary>
internal static class TitleKey
{
    /// <summary>The stems, one space between two, and how many there are.</summary>
    public static (string Key, int Words) Of(string title)
    {
        var sink = new StemSink(new StringBuilder());
        TextAnalyzer.Read(title, ref sink);
        return (sink.Text.ToString(), sink.Words);
    }

    private struct StemSink(StringBuilder text) : ITokenSink
    {
        public StringBuilder Text { get; } = text;

        public int Words { get; private set; }

        public bool Take(scoped ReadOnlySpan<char> folded, int start, int length, TokenKind kind)
        {
            if (kind == TokenKind.Symbol)
                return true;
            if (Words++ > 0)
                Text.Append(' ');
            if (kind == TokenKind.Word)
                Text.Append(PorterStemmer.Stem(folded));
            else
                Text.Append(folded);
            return true;
        }
    }
}
