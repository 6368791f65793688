using System.Text.RegularExpressions;
using PromptGrid.Deployment.Tests.Kubernetes;
using PromptGrid.Deployment.Tests.Yaml;

namespace PromptGrid.Deployment.Tests.Kustomize;

public sealed partial class RenderingTests
{
    [KubectlTheory]
    [InlineData("dev")]
    [InlineData("prod")]
    public void Kubectl_renders_what_these_tests_look_at(string overlay)
    {
        var theirs = YamlTree.Documents(Kubectl.Render(Overlay.Folder(overlay))).Select(d => d.AsObject()).ToDictionary(Key, Text);
        var ours = Overlay.Of(overlay).Objects.ToDictionary(Key, Text);
        Assert.Equal(theirs.Keys.Order(StringComparer.Ordinal), ours.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, text) in theirs) Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(ours[name])), $"{name}:\n{text}\n{ours[name]}");
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void No_two_objects_have_one_name(string overlay) =>
        Assert.Empty(Overlay.Of(overlay).Objects.GroupBy(Key).Where(g => g.Count() > 1).Select(g => g.Key));

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void Everything_is_in_the_overlays_namespace(string overlay)
    {
        var objects = Overlay.Of(overlay);
        var name = Assert.Single(objects.OfKind("Namespace")).Text("metadata", "name");
        Assert.All(objects.Objects.Where(o => o.Text("kind") != "Namespace"), o => Assert.Equal(name, o.Text("metadata", "namespace")));
    }

    private static string Key(JsonObject found) => Plain($"{found.Text("kind")} {found.Text("metadata", "name")}");

    private static string Text(JsonObject found)
    {
        var copy = found.DeepClone().AsObject();
        // They break a secret's text into lines.
        if (copy.Text("kind") == "Secret")
        {
            foreach (var name in copy.Keys("data").ToList()) copy["data"]![name] = copy.Text("data", name)!.ReplaceLineEndings("");
        }

        return Plain(copy.ToJsonString());
    }

    // Their hash is another.
    private static string Plain(string text) => Hash().Replace(text, "$1-HASH");

    [GeneratedRegex(@"\b(promptgrid-settings|promptgrid-ledger|promptgrid-postgres|otel-collector)-[0-9a-z]{10}\b")]
    private static partial Regex Hash();
}
