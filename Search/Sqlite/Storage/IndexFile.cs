using System.Runtime.InteropServices;
using PromptGrid.Search.Sqlite.Columns;
using PromptGrid.Search.Sqlite.Queries;

namespace PromptGrid.Search.Sqlite.Storage;

/// <summary>One index file: its connections, and what is kept of it in memory.</summary>
/// <remarks>Closed when it is retired and the last request that uses it has ended, so that a rebuilt index can take over
/// and the program can stop while queries run.</remarks>
internal sealed class IndexFile
{
    // Two hundred thousand places of forty bytes: a hundred searches for common words, or thousands of usual ones.
    private const int MaxSnapshotPlaces = 200_000;

    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteDatabase _writer;
    private readonly Lock _users = new();
    private int _userCount = 1;
    private bool _isRetired;

    private IndexFile(string path, int number, SearchOptions options, SqliteDatabase writer, long snapshotKey)
    {
        Path = path;
        Number = number;
        _writer = writer;
        Snapshots = new RankSnapshots(snapshotKey, MaxSnapshotPlaces);
        Readers = new ReaderPool(path, options.MaxConcurrentQueries);
        Vocabulary = new Vocabulary(options.VocabularyLimit);
        Load();
        Writer = new IndexWriter(writer, Columns, Vocabulary);
    }

    public string Path { get; }

    public int Number { get; }

    public PromptColumns Columns { get; } = new();

    public Vocabulary Vocabulary { get; }

    public ReaderPool Readers { get; }

    public RankSnapshots Snapshots { get; }

    /// <summary>To be used by the holder of <see cref="WriteLock"/> only.</summary>
    public IndexWriter Writer { get; }

    public SemaphoreSlim WriteLock { get; } = new(1);

    /// <summary>Set when the file must not be used any more.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Set when the file is broken for good, so that opening it again cannot help.</summary>
    public bool IsUnusable { get; set; }

    /// <summary>Set when the file is to go with its last connection.</summary>
    public bool DeletesItself { get; set; }

    /// <summary>Set on a shadow that was thrown away.</summary>
    public bool IsDiscarded { get; set; }

    /// <summary>True once nobody new is let in.</summary>
    public bool IsRetired
    {
        get
        {
            lock (_users)
                return _isRetired;
        }
    }

    /// <summary>Completes when every connection is closed.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Opens a file of this version that was made live.</summary>
    /// <returns>Null when it is something else.</returns>
    public static IndexFile? OpenExisting(string path, int number, SearchOptions options, TimeProvider time)
    {
        var writer = OpenWriter(path, options);
        try
        {
            if (IsLive(writer))
                return new IndexFile(path, number, options, writer, time.GetUtcNow().UtcTicks);
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        writer.Dispose();
        return null;
    }

    /// <summary>True for a file of this version that was made live.</summary>
    public static bool IsLive(SqliteDatabase database)
    {
        return database.Statement("SELECT count(*) FROM sqlite_schema WHERE name = 'meta'").Scalar() == 1
            && database.Statement("SELECT count(*) FROM meta WHERE (key = 'signature' AND value = ?) OR (key = 'state' AND value = 'live')")
                .Bind(1, Schema.Signature).Scalar() == 2;
    }

    /// <summary>Makes an empty file. Until <see cref="MakeLive"/> it does not survive a restart.</summary>
    public static IndexFile Create(string path, int number, SearchOptions options, TimeProvider time)
    {
        var writer = OpenWriter(path, options);
        try
        {
            writer.Execute("BEGIN IMMEDIATE");
            foreach (var statement in Schema.Create)
                writer.Execute(statement);
            writer.Statement("INSERT INTO meta (key, value) VALUES ('signature', ?)").Bind(1, Schema.Signature).Run();
            writer.Execute("COMMIT");
            return new IndexFile(path, number, options, writer, time.GetUtcNow().UtcTicks);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Marks the file as the one to open, in one transaction: the commit is the moment of a swap.</summary>
    public void MakeLive()
    {
        _writer.Execute("INSERT INTO meta (key, value) VALUES ('state', 'live') ON CONFLICT (key) DO NOTHING");
        _writer.Statement("PRAGMA wal_checkpoint(TRUNCATE)").Run();
    }

    /// <summary>Merges the full-text segments into one, for the fastest queries.</summary>
    public void Optimize() => _writer.Execute("INSERT INTO words (words) VALUES ('optimize')");

    /// <summary>Takes part in the file's life; false when it is too late.</summary>
    public bool TryUse()
    {
        lock (_users)
        {
            if (_isRetired)
                return false;
            _userCount++;
            return true;
        }
    }

    public void EndUse()
    {
        lock (_users)
        {
            if (--_userCount > 0)
                return;
        }

        Readers.Dispose();
        _writer.Dispose();
        WriteLock.Dispose();
        // What cannot be deleted now is deleted at the next start.
        if (DeletesItself)
            TryDelete(Path);
        _closed.SetResult();
    }

    /// <summary>Lets nobody new in; the last one out closes the file.</summary>
    public void Retire()
    {
        lock (_users)
        {
            if (_isRetired)
                return;
            _isRetired = true;
        }

        EndUse();
    }

    /// <summary>Deletes a file and what SQLite keeps beside it.</summary>
    /// <returns>Why not, or null when it is gone.</returns>
    public static Exception? TryDelete(string path)
    {
        try
        {
            foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"])
                File.Delete(path + suffix);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure;
        }
    }

    private static SqliteDatabase OpenWriter(string path, SearchOptions options)
    {
        var writer = new SqliteDatabase(path, readOnly: false);
        try
        {
            writer.Execute("PRAGMA journal_mode = WAL");
            // After a power failure the last transactions may be missing, never half of one, and their checkpoints are
            // missing with them: the projection writes them again.
            writer.Execute("PRAGMA synchronous = NORMAL");
            writer.Execute("PRAGMA cache_size = -65536");
            writer.Execute("PRAGMA wal_autocheckpoint = 8000");
            writer.Execute("PRAGMA journal_size_limit = 67108864");
            if (options.MaxFileMegabytes > 0)
                writer.Execute($"PRAGMA max_page_count = {options.MaxFileMegabytes * 256L}");
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private void Load()
    {
        var values = _writer.Statement("SELECT field, number, value FROM field_values ORDER BY field, number");
        while (values.Step())
            Columns[(PromptField)values.Int32(0)].Put(values.Int32(1), values.Text(2));
        values.Reset();

        var prompts = _writer.Statement(
            "SELECT row, id, type, author, category, license, tags, models, created, title_stems, likes, trending FROM prompts ORDER BY row");
        while (prompts.Step())
        {
            Columns.Put(new IndexedPrompt
            {
                Row = prompts.Int32(0),
                Id = prompts.Text(1),
                Type = prompts.Int32(2),
                Author = prompts.Int32(3),
                Category = prompts.Int32(4),
                License = prompts.Int32(5),
                Tags = MemoryMarshal.Cast<byte, int>(prompts.Blob(6)).ToArray(),
                Models = MemoryMarshal.Cast<byte, int>(prompts.Blob(7)).ToArray(),
                Created = prompts.Int64(8),
                TitleStems = prompts.Text(9),
                Likes = prompts.Int64(10),
                Trending = prompts.Double(11),
            });
        }

        prompts.Reset();

        var words = _writer.Statement("SELECT word, prompts FROM vocabulary WHERE prompts > 0 ORDER BY prompts DESC");
        while (words.Step())
            Vocabulary.Add(words.Text(0), words.Int32(1));
        words.Reset();
    }
}
