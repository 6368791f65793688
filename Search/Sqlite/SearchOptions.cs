using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Search.Sqlite;

/// <summary>Limits of the SQLite search index.</summary>
public sealed class SearchOptions
{
    /// <value>The index file. Its folder is created when missing. Later files of the same index stand beside it.</value>
    [Required(AllowEmptyStrings = false)]
    public string Path { get; set; } = "";

    /// <value>How long a query may work before it is given up. The default value is 2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <value>How many queries work at once; more wait, no longer than the query timeout. The default value is 4.</value>
    [Range(1, 64)]
    public int MaxConcurrentQueries { get; set; } = 4;

    /// <value>Up to how many matches of a text are counted exactly. The default value is 10,000.</value>
    [Range(100, 1_000_000)]
    public int CountLimit { get; set; } = 10_000;

    /// <value>Up to how many matches are ranked by their text score; where more match, the fields a text stands in rank
    /// instead. The default value is 3,000.</value>
    [Range(100, 100_000)]
    public int TextScoreLimit { get; set; } = 3_000;

    /// <value>How many values a facet has. The default value is 20.</value>
    [Range(1, 1000)]
    public int FacetSize { get; set; } = 20;

    /// <value>How many words are known for forgiving typing mistakes. The default value is 250,000 (about 25 MB).</value>
    [Range(1000, 10_000_000)]
    public int VocabularyLimit { get; set; } = 250_000;

    /// <value>How many megabytes an index file may take; writes beyond fail as they do on a full disk. The default value is
    /// 0: no limit but the disk.</value>
    [Range(0, 1_000_000)]
    public int MaxFileMegabytes { get; set; }
}
