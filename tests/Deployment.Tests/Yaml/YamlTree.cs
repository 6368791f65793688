using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace PromptGrid.Deployment.Tests.Yaml;

/// <summary>Reads YAML as the tree that its JSON would have: anchors and merge keys are resolved, plain words typed.</summary>
internal static partial class YamlTree
{
    private const string MergeKey = "<<";

    /// <summary>The documents of a text, without empty ones.</summary>
    public static List<JsonNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(d => Convert(d.RootNode)).OfType<JsonNode>()];
    }

    public static JsonObject Document(string text) => Assert.Single(Documents(text)).AsObject();

    public static JsonObject File(params string[] path) => Document(Repository.Read(path));

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => Convert(map),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var plain } => Typed(plain),
        YamlScalarNode quoted => JsonValue.Create(quoted.Value),
        _ => throw new NotSupportedException(node.NodeType.ToString()),
    };

    // What a map says itself goes before what it takes over.
    private static JsonObject Convert(YamlMappingNode map)
    {
        var result = new JsonObject(map.Children.Where(c => Name(c.Key) != MergeKey).Select(c => KeyValuePair.Create(Name(c.Key), Convert(c.Value))));
        foreach (var taken in map.Children.Where(c => Name(c.Key) == MergeKey).SelectMany(c => Convert((YamlMappingNode)c.Value)))
        {
            if (!result.ContainsKey(taken.Key)) result[taken.Key] = taken.Value?.DeepClone();
        }

        return result;
    }

    private static string Name(YamlNode key) => ((YamlScalarNode)key).Value!;

    private static JsonValue? Typed(string? plain) => plain switch
    {
        null or "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when Whole().IsMatch(plain) => JsonValue.Create(long.Parse(plain, CultureInfo.InvariantCulture)),
        _ when Broken().IsMatch(plain) => JsonValue.Create(double.Parse(plain, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(plain),
    };

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^-?[0-9]+\.[0-9]+$")]
    private static partial Regex Broken();
}
