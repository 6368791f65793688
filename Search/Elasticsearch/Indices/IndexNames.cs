using System.Globalization;
using System.Security.Cryptography;

namespace PromptGrid.Search.Elasticsearch.Indices;

/// <summary>What the index, its alias and its template are called.</summary>
/// <remarks>The version of the mapping is part of the alias: during a rolling upgrade old and new nodes each have their own
/// index, and the new one is filled from the ledger.</remarks>
internal sealed class IndexNames(string prefix)
{
    /// <summary>Of mapping, analysis and stored fields. Any change of them needs a new number.</summary>
    public const int Version = 1;

    /// <summary>What queries and writes name.</summary>
    public string Alias { get; } = string.Create(CultureInfo.InvariantCulture, $"{prefix}-prompts-v{Version}");

    public string Template => Alias;

    /// <summary>Every index that was or may become the one behind the alias.</summary>
    public string Pattern => Alias + "-*";

    /// <summary>Fixed, so that two nodes that start at once make one index and not two.</summary>
    public string First => Alias + "-first";

    /// <summary>A name nobody has used.</summary>
    public string Next(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{Alias}-{now:yyyyMMddHHmmss}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
}
