using System.Runtime.InteropServices;
using System.Text;
using PromptGrid.Search.Analysis;
using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Storage;

/// <summary>Cuts prompts into the stems that are indexed, and counts the words they bring or take away.</summary>
/// <remarks>Needs no connection, so that a batch is cut before the writer is waited for, by as many threads as there are
/// cores, each with a cutter of its own.</remarks>
internal sealed class TextCutter
{
    // Words further down are findable, but not offered as corrections: bounds the work that a book pasted as a prompt makes.
    private const int VocabularyReach = 4000;

    private readonly Dictionary<string, WordUse> _words = [];
    private byte[] _stems = new byte[1 << 16];
    private int _length;
    private int _prompts;

    /// <summary>The words seen, with the change of the number of prompts that hold them.</summary>
    public IEnumerable<KeyValuePair<string, int>> WordChanges =>
        _words.Where(w => w.Value.Change != 0).Select(w => KeyValuePair.Create(w.Key, w.Value.Change));

    /// <param name="change">1 for a prompt that comes, -1 for one that goes.</param>
    public CutText Cut(string title, string tags, string description, string content, int change)
    {
        _prompts++;
        return new CutText(this, Cut(title, change), Cut(tags, change), Cut(description, change), Cut(content, change));
    }

    public ReadOnlySpan<byte> Bytes(Range range) => _stems.AsSpan(range);

    private Range Cut(string text, int change)
    {
        var start = _length;
        var sink = new Sink(this, change);
        TextAnalyzer.Read(text, ref sink);
        return start.._length;
    }

    private void Append(ReadOnlySpan<byte> stem)
    {
        if (_length + stem.Length + 1 > _stems.Length)
            Array.Resize(ref _stems, Math.Max(_stems.Length * 2, _length + stem.Length + 1));
        stem.CopyTo(_stems.AsSpan(_length));
        _length += stem.Length;
        _stems[_length++] = (byte)' ';
    }

    private readonly ref struct Sink(TextCutter cutter, int change) : ITokenSink
    {
        private readonly Dictionary<string, WordUse>.AlternateLookup<ReadOnlySpan<char>> _lookup =
            cutter._words.GetAlternateLookup<ReadOnlySpan<char>>();

        public bool Take(scoped ReadOnlySpan<char> folded, int start, int length, TokenKind kind)
        {
            if (kind != TokenKind.Word || !Vocabulary.Holds(folded))
            {
                Span<byte> bytes = stackalloc byte[TextAnalyzer.MaxTokenLength * 3];
                cutter.Append(bytes[..Encoding.UTF8.GetBytes(folded, bytes)]);
                return true;
            }

            ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_lookup, folded, out _);
            use ??= new WordUse(Encoding.UTF8.GetBytes(PorterStemmer.Stem(folded)));
            cutter.Append(use.Stem);
            if (start < VocabularyReach && use.LastPrompt != cutter._prompts)
            {
                use.LastPrompt = cutter._prompts;
                use.Change += change;
            }

            return true;
        }
    }

    private sealed class WordUse(byte[] stem)
    {
        public byte[] Stem { get; } = stem;
        public int LastPrompt { get; set; }
        public int Change { get; set; }
    }
}

/// <summary>The stems of a prompt's four fields, in the buffer of the cutter that made them.</summary>
internal readonly record struct CutText(TextCutter Cutter, Range TitleRange, Range TagsRange, Range DescriptionRange, Range ContentRange)
{
    public ReadOnlySpan<byte> Title => Cutter.Bytes(TitleRange);
    public ReadOnlySpan<byte> Tags => Cutter.Bytes(TagsRange);
    public ReadOnlySpan<byte> Description => Cutter.Bytes(DescriptionRange);
    public ReadOnlySpan<byte> Content => Cutter.Bytes(ContentRange);

    /// <summary>The title's stems, one space between them.</summary>
    public string TitleStems => Encoding.UTF8.GetString(Title).TrimEnd(' ');
}
