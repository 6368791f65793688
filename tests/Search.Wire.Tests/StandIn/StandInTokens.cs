using PromptGrid.Search.Analysis;

namespace PromptGrid.Search.Wire.Tests.StandIn;

/// <summary>Cuts text as the index template asks Elasticsearch to: words, and the signs of unspaced scripts one by one.</summary>
internal static class StandInTokens
{
    internal readonly record struct Token(string Folded, string Stem, int Start, int End);

    public static List<Token> Of(string text)
    {
        var sink = new Sink(text, []);
        TextAnalyzer.Read(text, ref sink);
        return sink.Tokens;
    }

    private struct Sink(string text, List<Token> tokens) : ITokenSink
    {
        public List<Token> Tokens { get; } = tokens;

        public bool Take(scoped ReadOnlySpan<char> folded, int start, int length, TokenKind kind)
        {
            if (kind == TokenKind.Word)
            {
                Tokens.Add(new Token(folded.ToString(), PorterStemmer.Stem(folded), start, start + length));
                return true;
            }

            var sign = kind == TokenKind.Pair ? text.Substring(start, char.IsHighSurrogate(text[start]) ? 2 : 1) : folded.ToString();
            Tokens.Add(new Token(sign, sign, start, start + sign.Length));
            return true;
        }
    }
}
