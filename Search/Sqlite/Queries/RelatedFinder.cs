using PromptGrid.Search.Analysis;
using PromptGrid.Search.Sqlite.Columns;
using PromptGrid.Search.Sqlite.Storage;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>Finds prompts that share the words a prompt is told by.</summary>
/// <remarks>
/// As Lucene's "more like this": the terms with the highest tf · idf, any of which will do, ranked by bm25. The score of a
/// candidate is multiplied by 1 + the Jaccard overlap of its tags with the prompt's.
/// </remarks>
internal sealed class RelatedFinder(IndexFile file, SqliteDatabase reader, Deadline deadline)
{
    private const int MaxTerms = 12;

    // The chosen terms stand in no more prompts than this together, which bounds the work.
    private const int MaxCandidates = 4000;

    // A prompt is told by its beginning.
    private const int Reach = 4000;
    private const double TitleWeight = 3;
    private const double TagWeight = 2;

    private readonly PromptColumns _columns = file.Columns;

    public IReadOnlyList<string> Find(string id, int limit)
    {
        var read = reader.Statement("SELECT p.row, t.title, t.tags, t.content FROM prompts p JOIN texts t ON t.row = p.row WHERE p.id = ?").BindText(1, id);
        if (!read.Step())
        {
            read.Reset();
            return [];
        }

        var row = read.Int32(0);
        var words = new Dictionary<string, double>();
        Collect(read.Text(1), TitleWeight, words);
        Collect(read.Text(2), TagWeight, words);
        Collect(read.Text(3), 1, words);
        read.Reset();
        if (_columns.At(row) is not { } prompt)
            return [];

        var top = new TopList<ListPlace>(limit, Comparer<ListPlace>.Default);
        var terms = Significant(words);
        if (terms.Count > 0)
            AddByWords(prompt, terms, top);
        var found = top.Sorted();
        return found.Count > 0 ? [.. found.Select(p => p.Id)] : ByTags(prompt, limit);
    }

    private static void Collect(string text, double weight, Dictionary<string, double> words)
    {
        var sink = new WordSink(words, weight);
        TextAnalyzer.Read(text.AsSpan(0, Math.Min(text.Length, Reach)), ref sink);
    }

    private List<string> Significant(Dictionary<string, double> words)
    {
        var weighted = new List<(string Stem, double Weight, int Prompts)>();
        foreach (var (stem, word) in words.GroupBy(w => PorterStemmer.Stem(w.Key)).Select(g => (g.Key, g.MaxBy(w => w.Value))))
        {
            var prompts = file.Vocabulary.Prompts(word.Key);
            // A word that only this prompt has leads nowhere.
            if (prompts > 1)
                weighted.Add((stem, (1 + Math.Log(word.Value)) * Math.Log(1 + (double)_columns.Count / prompts), prompts));
        }

        weighted.Sort((a, b) => b.Weight != a.Weight ? b.Weight.CompareTo(a.Weight) : string.CompareOrdinal(a.Stem, b.Stem));
        var chosen = new List<string>(MaxTerms);
        var total = 0;
        foreach (var (stem, _, prompts) in weighted)
        {
            if (chosen.Count == MaxTerms)
                break;
            if (total + prompts > MaxCandidates && chosen.Count > 0)
                continue;
            total += prompts;
            chosen.Add(stem);
        }

        return chosen;
    }

    private void AddByWords(IndexedPrompt prompt, List<string> stems, TopList<ListPlace> top)
    {
        deadline.Check();
        var rows = reader.Statement($"SELECT rowid, {Schema.Bm25} FROM words WHERE words MATCH ? LIMIT ?")
            .BindText(1, string.Join(" OR ", stems.Select(s => $"\"{s}\""))).Bind(2, 2 * MaxCandidates);
        while (rows.Step())
        {
            if (_columns.At(rows.Int32(0)) is { } other && other.Row != prompt.Row)
                top.Add(ListPlace.Of(other, -rows.Double(1) * (1 + TagOverlap(prompt, other))));
        }

        rows.Reset();
    }

    private List<string> ByTags(IndexedPrompt prompt, int limit)
    {
        var top = new TopList<ListPlace>(limit, Comparer<ListPlace>.Default);
        foreach (var other in _columns.Rows)
        {
            if (other is not null && other.Row != prompt.Row && TagOverlap(prompt, other) is > 0 and var overlap)
                top.Add(ListPlace.Of(other, overlap * Ranking.Popularity(other.Likes)));
        }

        return [.. top.Sorted().Select(p => p.Id)];
    }

    private static double TagOverlap(IndexedPrompt a, IndexedPrompt b)
    {
        var shared = 0;
        foreach (var tag in a.Tags)
        {
            if (Array.IndexOf(b.Tags, tag) >= 0)
                shared++;
        }

        return shared == 0 ? 0 : (double)shared / (a.Tags.Length + b.Tags.Length - shared);
    }

    private readonly struct WordSink(Dictionary<string, double> words, double weight) : ITokenSink
    {
        public bool Take(scoped ReadOnlySpan<char> folded, int start, int length, TokenKind kind)
        {
            if (kind == TokenKind.Word && folded.Length > 2 && Vocabulary.Holds(folded))
            {
                var word = folded.ToString();
                words[word] = words.GetValueOrDefault(word) + weight;
            }

            return true;
        }
    }
}
