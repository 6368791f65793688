using System.Collections.Concurrent;
using System.Numerics;
using PromptGrid.Search.Analysis;

namespace PromptGrid.Search.Sqlite.Columns;

/// <summary>
/// The words that stand in prompts and in how many: for completing what is being typed and for typing mistakes.
/// </summary>
/// <remarks>
/// In memory and scanned whole: a quarter of a million words pass the letter-set filter in well under a millisecond, and
/// unlike shared trigrams it also finds short words with two letters swapped ("lniux" and "linux" share none).
/// One writer adds while readers scan: arrays only grow, a reader keeps the arrays and count it started with.
/// </remarks>
internal sealed class Vocabulary(int capacity)
{
    public const int MinWordLength = 2;
    public const int MaxWordLength = 32;

    private readonly ConcurrentDictionary<string, int> _positions = new(StringComparer.Ordinal);
    private volatile Words _words = new(1024);

    public int Count => _words.Count;

    public static bool Holds(ReadOnlySpan<char> word) =>
        word.Length is >= MinWordLength and <= MaxWordLength && word.ContainsAnyExceptInRange('0', '9');

    /// <summary>Adds to the number of prompts that hold a word. Called by the one writer only.</summary>
    public void Add(string word, int prompts)
    {
        var words = _words;
        if (_positions.TryGetValue(word, out var position))
        {
            words.Prompts[position] += prompts;
            return;
        }

        // A bound on memory: beyond it new words are still found as typed, only not suggested as corrections.
        if (words.Count >= capacity)
            return;
        if (words.Count == words.Text.Length)
            words = words.Grown();
        words.Text[words.Count] = word;
        words.Letters[words.Count] = LetterSet(word);
        words.Prompts[words.Count] = prompts;
        words.Count++;
        _words = words;
        _positions[word] = words.Count - 1;
    }

    /// <summary>The most used words that begin with these letters.</summary>
    public List<(string Word, int Prompts)> StartingWith(string prefix, int limit)
    {
        var words = _words;
        var found = new List<(string Word, int Prompts)>();
        var letters = LetterSet(prefix);
        for (var i = 0; i < words.Count; i++)
        {
            if ((letters & ~words.Letters[i]) == 0 && words.Prompts[i] > 0 && words.Text[i].StartsWith(prefix, StringComparison.Ordinal))
                found.Add((words.Text[i], words.Prompts[i]));
        }

        found.Sort((a, b) => b.Prompts != a.Prompts ? b.Prompts.CompareTo(a.Prompts) : string.CompareOrdinal(a.Word, b.Word));
        return found.Count > limit ? found[..limit] : found;
    }

    /// <summary>The likeliest words meant by a mistyped one, best first.</summary>
    /// <param name="asPrefix">True when the word may be unfinished.</param>
    public List<string> Nearest(string typed, int limit, bool asPrefix)
    {
        var mistakes = MistakesForgiven(typed.Length);
        if (mistakes == 0)
            return [];
        var words = _words;
        var letters = LetterSet(typed);
        var found = new List<(string Word, double Weight)>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words.Text[i];
            var lengthGap = word.Length - typed.Length;
            if (lengthGap < -mistakes || (lengthGap > mistakes && !asPrefix) || words.Prompts[i] <= 0)
                continue;
            // One mistake adds at most one letter to either side of the difference of the letter sets.
            if (BitOperations.PopCount(letters & ~words.Letters[i]) > mistakes
                || (!asPrefix && BitOperations.PopCount(words.Letters[i] & ~letters) > mistakes))
                continue;
            var distance = EditDistance.Between(typed, word, mistakes);
            var unfinished = distance == EditDistance.TooFar;
            if (unfinished && asPrefix)
                distance = EditDistance.Between(typed, word, 1, aIsPrefix: true);
            if (distance != EditDistance.TooFar)
                found.Add((word, Weight(typed, word, distance, unfinished, words.Prompts[i])));
        }

        found.Sort((a, b) => b.Weight != a.Weight ? b.Weight.CompareTo(a.Weight) : string.CompareOrdinal(a.Word, b.Word));
        return [.. found.Take(limit).Select(f => f.Word)];
    }

    /// <summary>In how many prompts the word stands.</summary>
    public int Prompts(string word) => _positions.TryGetValue(word, out var position) ? _words.Prompts[position] : 0;

    /// <summary>Three letters say too little to guess from; five allow one mistake, more allow two.</summary>
    private static int MistakesForgiven(int length) => length switch
    {
        < 4 => 0,
        <= 5 => 1,
        _ => 2,
    };

    // A mistake costs as much as being a hundred times rarer. Swapped letters are the commonest slip and the first letter
    // is seldom wrong, unless it is one of the swapped (Damerau, 1964; Pollock and Zamora, 1984).
    private static double Weight(string typed, string word, int distance, bool unfinished, int prompts)
    {
        var weight = Math.Log10(1 + prompts) - 2.0 * distance;
        if (unfinished)
            weight -= 1;
        var sameLetters = typed.Length == word.Length && LetterSet(typed) == LetterSet(word);
        if (sameLetters)
            weight += 1;
        else if (typed[0] != word[0])
            weight -= 1;
        return weight;
    }

    private static ulong LetterSet(string word)
    {
        ulong set = 0;
        foreach (var c in word)
            set |= 1UL << (c & 63);
        return set;
    }

    private sealed class Words(int size)
    {
        private int _count;

        public string[] Text { get; init; } = new string[size];
        public ulong[] Letters { get; init; } = new ulong[size];
        public int[] Prompts { get; init; } = new int[size];

        // Written after the entry it counts, so that a reader who sees the count sees the entry.
        public int Count
        {
            get => Volatile.Read(ref _count);
            set => Volatile.Write(ref _count, value);
        }

        public Words Grown()
        {
            var grown = new Words(Text.Length * 2) { Count = Count };
            Text.AsSpan(0, Count).CopyTo(grown.Text);
            Letters.AsSpan(0, Count).CopyTo(grown.Letters);
            Prompts.AsSpan(0, Count).CopyTo(grown.Prompts);
            return grown;
        }
    }
}
