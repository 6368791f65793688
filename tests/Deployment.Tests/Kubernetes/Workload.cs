using PromptGrid.Deployment.Tests.Yaml;

namespace PromptGrid.Deployment.Tests.Kubernetes;

/// <summary>An object that makes pods.</summary>
internal sealed class Workload(JsonObject definition)
{
    public JsonObject Definition => definition;

    public string Name => definition.Text("metadata", "name")!;

    public JsonNode Template => definition.At("spec", "template")!;

    public JsonNode Pod => Template.At("spec")!;

    public IEnumerable<JsonNode> Containers => Pod.Items("containers").Concat(Pod.Items("initContainers"));

    /// <summary>True for what is made from this repository.</summary>
    public bool IsOurs => Name is "silo" or "api" or "migrate";

    public JsonNode Container => Assert.Single(Containers);

    /// <summary>Whether a selector of labels means these pods.</summary>
    public bool IsMeant(JsonNode? selector) =>
        selector.Keys("matchLabels").All(k => Template.Text("metadata", "labels", k) == selector.Text("matchLabels", k))
        && selector.Items("matchExpressions").All(e => e.Text("operator") == "In" && e.Texts("values").Contains(Template.Text("metadata", "labels", e.Text("key")!)));

    /// <summary>The number of a port that is given by number or name; null when no container has it.</summary>
    public int? Port(string numberOrName) => Containers.SelectMany(c => c.Items("ports"))
        .Where(p => p.Text("name") == numberOrName || p.Text("containerPort") == numberOrName)
        .Select(p => (int?)(int)p["containerPort"]!.GetValue<long>())
        .SingleOrDefault();
}
