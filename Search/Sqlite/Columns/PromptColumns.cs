using PromptGrid.Search.Sqlite.Queries;

namespace PromptGrid.Search.Sqlite.Columns;

/// <summary>
/// All prompts of one index file in memory, by row number: filters and facets over ten thousand matches then cost
/// microseconds and not ten thousand row look-ups.
/// </summary>
/// <remarks>Written by the one writer after its commit, read by queries at the same time.</remarks>
internal sealed class PromptColumns
{
    public const int MostLikedSize = 2000;

    // A small table is looked through again after every change; a large one is not, since its best change slowly.
    private const int MostLikedAtOnceBelow = 10_000;
    private static readonly TimeSpan MostLikedMaxAge = TimeSpan.FromSeconds(2);

    private long _changes;
    private volatile MostLikedPrompts? _mostLiked;
    private volatile IndexedPrompt?[] _rows = new IndexedPrompt?[1024];
    private volatile int _end;
    private volatile int _count;

    public PromptColumns() => Fields = [.. Enum.GetValues<PromptField>().Select(_ => new ValueTable())];

    public int Count => _count;

    /// <summary>The row number after the last.</summary>
    public int End => _end;

    private ValueTable[] Fields { get; }

    public ValueTable this[PromptField field] => Fields[(int)field];

    public IndexedPrompt? At(int row)
    {
        var rows = _rows;
        return row < rows.Length ? rows[row] : null;
    }

    /// <summary>Every row up to <see cref="End"/>; gaps are prompts that are gone.</summary>
    public ReadOnlySpan<IndexedPrompt?> Rows
    {
        get
        {
            var end = _end;
            return _rows.AsSpan(0, end);
        }
    }

    public void Put(IndexedPrompt prompt)
    {
        if (prompt.Row >= _rows.Length)
        {
            var grown = new IndexedPrompt?[Math.Max(_rows.Length * 2, prompt.Row + 1)];
            _rows.CopyTo(grown, 0);
            _rows = grown;
        }

        var old = _rows[prompt.Row];
        if (old is null)
            _count++;
        else
            CountValues(old, -1);
        CountValues(prompt, 1);
        Volatile.Write(ref _rows[prompt.Row], prompt);
        if (prompt.Row >= _end)
            _end = prompt.Row + 1;
    }

    public void Remove(int row)
    {
        if (At(row) is not { } old)
            return;
        CountValues(old, -1);
        _rows[row] = null;
        _count--;
    }

    /// <summary>The most liked prompts, at most <see cref="MostLikedSize"/>, as of some seconds ago.</summary>
    public IReadOnlyList<IndexedPrompt> MostLiked(TimeProvider time)
    {
        var cached = _mostLiked;
        if (cached is not null && cached.Changes == Volatile.Read(ref _changes))
            return cached.Prompts;
        if (cached is not null && _count > MostLikedAtOnceBelow && time.GetElapsedTime(cached.MadeAt) < MostLikedMaxAge)
            return cached.Prompts;
        var changes = Volatile.Read(ref _changes);
        var top = new TopList<ListPlace>(MostLikedSize, Comparer<ListPlace>.Default);
        foreach (var prompt in Rows)
        {
            if (prompt is not null)
                top.Add(ListPlace.Of(prompt, CursorKind.Liked));
        }

        _mostLiked = new MostLikedPrompts([.. top.Sorted().Select(p => p.Prompt!)], changes, time.GetTimestamp());
        return _mostLiked.Prompts;
    }

    /// <summary>Called after each published transaction.</summary>
    public void Changed() => Interlocked.Increment(ref _changes);

    private sealed record MostLikedPrompts(IReadOnlyList<IndexedPrompt> Prompts, long Changes, long MadeAt);

    private void CountValues(IndexedPrompt prompt, int by)
    {
        this[PromptField.Type].Count(prompt.Type, by);
        this[PromptField.Author].Count(prompt.Author, by);
        this[PromptField.Category].Count(prompt.Category, by);
        this[PromptField.License].Count(prompt.License, by);
        foreach (var tag in prompt.Tags)
            this[PromptField.Tag].Count(tag, by);
        foreach (var model in prompt.Models)
            this[PromptField.Model].Count(model, by);
    }
}
