using System.Text.RegularExpressions;
using PromptGrid.Deployment.Tests.Yaml;

namespace PromptGrid.Deployment.Tests.Compose;

/// <summary>docker-compose.yml, with the values that variables have unless somebody sets them.</summary>
internal static partial class ComposeFile
{
    public const string Name = "docker-compose.yml";

    public static JsonObject Root { get; } = YamlTree.Document(Default().Replace(Repository.Read(Name), "$1"));

    public static IEnumerable<KeyValuePair<string, JsonNode>> Services => Root["services"]!.AsObject().Select(s => KeyValuePair.Create(s.Key, s.Value!));

    public static JsonNode Service(string name) => Root["services"]![name]!;

    /// <summary>How many containers a service has.</summary>
    public static long Replicas(JsonNode service) => (long?)service.At("deploy")?["replicas"] ?? 1;

    [GeneratedRegex(@"\$\{\w+:-([^}]*)\}")]
    private static partial Regex Default();
}
