using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Search.Elasticsearch;

/// <summary>Where Elasticsearch is and how it is used: the section <c>Search:Elasticsearch</c>.</summary>
public sealed class ElasticsearchOptions : IValidatableObject
{
    public const string Section = "Search:Elasticsearch";

    /// <value>The nodes, as <c>http(s)://host:port</c>; a request goes to another one when the first does not answer. At
    /// least one, no default.</value>
    [MinLength(1)]
    public string[] Nodes { get; set; } = [];

    /// <value>An API key in the encoded form that Elasticsearch hands out; sent instead of <see cref="User"/> when both are
    /// given. The default value is none.</value>
    public string? ApiKey { get; set; }

    /// <value>The user of basic authentication. The default value is none.</value>
    public string? User { get; set; }

    /// <value>That user's password. The default value is none.</value>
    public string? Password { get; set; }

    /// <value>What the names of the index, its alias and its template begin with. The default value is promptgrid.</value>
    [RegularExpression("^[a-z][a-z0-9_-]{0,60}$", ErrorMessage = "IndexPrefix must be 1 to 61 lower-case letters, digits, _ or -, the first a letter.")]
    public string IndexPrefix { get; set; } = "promptgrid";

    /// <value>Primary shards of a new index. The default value is 1: enough for some millions of prompts.</value>
    [Range(1, 128)]
    public int Shards { get; set; } = 1;

    /// <value>Copies of each shard. The default value is 1; with one node only, they stay unassigned and do no harm.</value>
    [Range(0, 16)]
    public int Replicas { get; set; } = 1;

    /// <value>How soon what is written can be found. The default value is 300 milliseconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <value>How long a query may take, with every attempt at it. The default value is 2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <value>How long a bulk request or a change of indices may take, with every attempt at it. The default value is 30
    /// seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <value>How often a request, or what a bulk request left undone, is tried. The default value is 4.</value>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 4;

    /// <value>The pause before the second attempt; it doubles from attempt to attempt, and half of it is chance. The
    /// default value is 100 milliseconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:30")]
    public TimeSpan BackOff { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <value>How many requests are under way at once; more wait, no longer than their own timeout. The default value is
    /// 64.</value>
    [Range(1, 4096)]
    public int MaxConcurrentRequests { get; set; } = 64;

    /// <value>How many changes a bulk request has at most. The default value is 1,000.</value>
    [Range(1, 100_000)]
    public int BulkItems { get; set; } = 1_000;

    /// <value>How many bytes a bulk request has at most, unless a single prompt is longer. The default value is
    /// 8,000,000.</value>
    [Range(1_000, 90_000_000)]
    public int BulkBytes { get; set; } = 8_000_000;

    /// <value>Up to how many matches are counted exactly. The default value is 10,000.</value>
    [Range(100, 1_000_000)]
    public int CountLimit { get; set; } = 10_000;

    /// <value>How many values a facet has. The default value is 20.</value>
    [Range(1, 1000)]
    public int FacetSize { get; set; } = 20;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var node in Nodes)
        {
            if (!Uri.TryCreate(node, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || uri.Query.Length > 0)
                yield return new ValidationResult("Each of Nodes must be an http or https address without user, password or query.", [nameof(Nodes)]);
        }

        if (string.IsNullOrEmpty(User) != string.IsNullOrEmpty(Password))
            yield return new ValidationResult("User and Password must be given together.", [nameof(User), nameof(Password)]);
    }
}
