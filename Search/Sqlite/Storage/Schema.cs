using System.Globalization;
using PromptGrid.Search.Analysis;

namespace PromptGrid.Search.Sqlite.Storage;

/// <summary>The tables of an index file.</summary>
/// <remarks>There are no migrations: an index is rebuilt from the ledger, so a file with another signature is thrown away.</remarks>
internal static class Schema
{
    private const int Version = 1;

    /// <summary>bm25 weights of title, tags, description and content.</summary>
    public const string Bm25 = "bm25(words, 3.0, 2.0, 1.0, 1.0)";

    /// <summary>Whatever changes how text is cut into words, the runtime's Unicode tables included, makes old rows
    /// impossible to take out again and so is part of the signature.</summary>
    public static string Signature { get; } =
        string.Create(CultureInfo.InvariantCulture, $"promptgrid-search/{Version}/text-{TextAnalyzer.Version}/runtime-{Environment.Version.Major}");

    // Texts stand apart from the counters, so that a like rewrites a row of two hundred bytes and never a text.
    // The full-text table is contentless and gets text that is already cut and stemmed: what it would read back from a
    // content table is not what it indexed. The "ascii" tokenizer then only splits at the spaces.
    // Prefixes of one and two letters: what typing begins with. From three letters on a range of terms is as fast, and each
    // prefix index costs a fifth of the import speed.
    public static readonly string[] Create =
    [
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE checkpoints (partition INTEGER PRIMARY KEY, sequence INTEGER NOT NULL)",
        "CREATE TABLE field_values (field INTEGER NOT NULL, number INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (field, number)) WITHOUT ROWID",
        """
        CREATE TABLE prompts (
            row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
            type INTEGER NOT NULL, category INTEGER NOT NULL, license INTEGER NOT NULL, author INTEGER NOT NULL,
            created INTEGER NOT NULL, updated INTEGER NOT NULL,
            likes INTEGER NOT NULL, saves INTEGER NOT NULL, forks INTEGER NOT NULL, trending REAL NOT NULL,
            tags BLOB NOT NULL, models BLOB NOT NULL, title_stems TEXT NOT NULL)
        """,
        "CREATE TABLE texts (row INTEGER PRIMARY KEY, title TEXT NOT NULL, tags TEXT NOT NULL, description TEXT NOT NULL, content TEXT NOT NULL)",
        "CREATE VIRTUAL TABLE words USING fts5 (title, tags, description, content, content = '', tokenize = 'ascii', prefix = '1 2')",
        "CREATE TABLE vocabulary (word TEXT PRIMARY KEY, prompts INTEGER NOT NULL) WITHOUT ROWID",
        // Sixteen megabytes gathered before a segment is written: fewer, larger segments and fewer merges while importing.
        "INSERT INTO words (words, rank) VALUES ('hashsize', 16777216)",
        "INSERT INTO words (words, rank) VALUES ('automerge', 8)",
    ];
}
