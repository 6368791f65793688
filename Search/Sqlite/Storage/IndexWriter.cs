using System.Runtime.InteropServices;
using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Storage;

/// <summary>Writes batches into one index file, each in one transaction, and then into what is kept of it in memory.</summary>
/// <remarks>Memory changes only after the commit. A query in between misses the newest prompts for some microseconds;
/// their writer has not been answered by then.</remarks>
internal sealed partial class IndexWriter(SqliteDatabase database, PromptColumns columns, Vocabulary vocabulary)
{
    private readonly List<Action> _afterCommit = [];
    private readonly Dictionary<string, int> _words = [];
    private int _nextRow = columns.End == 0 ? 1 : columns.End;

    public long ReadCheckpoint(int partition) =>
        database.Statement("SELECT sequence FROM checkpoints WHERE partition = ?").Bind(1, partition).Scalar() ?? 0;

    /// <summary>All of it or nothing.</summary>
    public void Apply(PreparedBatch prepared, CancellationToken cancellationToken)
    {
        var batch = prepared.Batch;
        var nextRow = _nextRow;
        var committed = false;
        // What is taken out may have to be gone; what segments of words leave behind while they merge is no text.
        var erases = !batch.Deletes.IsEmpty;
        if (erases)
            database.Execute("PRAGMA secure_delete = ON");
        database.Statement("BEGIN IMMEDIATE").Run();
        try
        {
            RequireContinuous(batch);
            // Takes out what changed prompts held before; made only when needed.
            var old = new Lazy<TextCutter>(() => new TextCutter());
            for (var i = 0; i < batch.Upserts.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Upsert(batch.Upserts[i], prepared.Texts[i], old);
            }

            foreach (var id in batch.Deletes)
                Delete(id, old);
            foreach (var counters in batch.Counters)
                SetCounters(counters);
            foreach (var score in batch.Scores)
                SetScore(score);
            cancellationToken.ThrowIfCancellationRequested();
            WriteWords(old.IsValueCreated ? [.. prepared.Cutters, old.Value] : prepared.Cutters);
            if (batch.Checkpoint is { } checkpoint)
                WriteCheckpoint(checkpoint);
            database.Statement("COMMIT").Run();
            committed = true;
        }
        finally
        {
            if (committed)
                Publish();
            else
                Forget(nextRow);
            if (erases)
                database.Execute("PRAGMA secure_delete = OFF");
        }
    }

    // The file may be another than the one whose checkpoint the caller read: a damaged one is begun anew, a rebuilt one
    // takes over a little behind. And the caller may have been replaced: what it read of the ledger is then old, and could
    // bring back what its successor took out.
    private void RequireContinuous(SearchBatch batch)
    {
        if (batch is { Checkpoint: { } checkpoint, After: { } after } && ReadCheckpoint(checkpoint.Partition) is var held && held != after)
            throw new SearchUnavailableException($"The index holds partition {checkpoint.Partition} up to {held}, and this batch begins after {after}.");
    }

    private void Publish()
    {
        foreach (var field in Enum.GetValues<PromptField>())
            columns[field].PublishPending();
        foreach (var change in _afterCommit)
            change();
        foreach (var (word, change) in _words)
            vocabulary.Add(word, change);
        columns.Changed();
        _afterCommit.Clear();
        _words.Clear();
    }

    private void Forget(int nextRow)
    {
        foreach (var field in Enum.GetValues<PromptField>())
            columns[field].ForgetPending();
        _afterCommit.Clear();
        _words.Clear();
        _nextRow = nextRow;
        try
        {
            database.Statement("ROLLBACK").Run();
        }
        catch (SqliteFault)
        {
            // SQLite rolls back by itself after a full disk and most I/O errors, and then has nothing to roll back.
        }
    }

    private void SetCounters(SearchCounters counters)
    {
        var row = database.Statement("UPDATE prompts SET likes = ?, saves = ?, forks = ? WHERE id = ? RETURNING row")
            .Bind(1, counters.Likes).Bind(2, counters.Saves).Bind(3, counters.Forks).Bind(4, counters.Id).Scalar();
        if (row is { } known)
        {
            _afterCommit.Add(() =>
            {
                if (columns.At((int)known) is { } prompt)
                    prompt.Likes = counters.Likes;
            });
        }
    }

    private void SetScore(SearchScore score)
    {
        // Not a number is no score, and would make an order that is none.
        var trending = double.IsNaN(score.Trending) ? double.NegativeInfinity : score.Trending;
        var row = database.Statement("UPDATE prompts SET trending = ? WHERE id = ? RETURNING row").Bind(1, trending).Bind(2, score.Id).Scalar();
        if (row is { } known)
        {
            _afterCommit.Add(() =>
            {
                if (columns.At((int)known) is { } prompt)
                    prompt.Trending = trending;
            });
        }
    }

    private void WriteCheckpoint(SearchCheckpoint checkpoint) =>
        // A repeated older batch must not move it back.
        database.Statement("INSERT INTO checkpoints (partition, sequence) VALUES (?, ?) ON CONFLICT (partition) DO UPDATE SET sequence = max(sequence, excluded.sequence)")
            .Bind(1, checkpoint.Partition).Bind(2, checkpoint.Sequence).Run();

    private void WriteWords(TextCutter[] cutters)
    {
        foreach (var (word, change) in cutters.SelectMany(c => c.WordChanges))
            CollectionsMarshal.GetValueRefOrAddDefault(_words, word, out _) += change;
        var upsert = database.Statement("INSERT INTO vocabulary (word, prompts) VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET prompts = prompts + excluded.prompts");
        foreach (var (word, change) in _words)
        {
            if (change != 0)
                upsert.BindText(1, word).Bind(2, change).Run();
        }
    }
}
