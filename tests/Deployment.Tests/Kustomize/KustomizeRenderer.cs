using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using PromptGrid.Deployment.Tests.Yaml;

namespace PromptGrid.Deployment.Tests.Kustomize;

/// <summary>
/// The part of kustomize that <c>k8s/</c> uses, so that the tests need no tool: resources, components, maps and secrets from
/// literals and files, patches, images, namespace. Anything else in a kustomization is refused.
/// </summary>
internal sealed class KustomizeRenderer
{
    /// <summary>As many characters as kustomize hangs on a generated name.</summary>
    private const int SuffixLength = 10;

    private static readonly string[] Known =
        ["apiVersion", "kind", "namespace", "resources", "components", "images", "configMapGenerator", "secretGenerator", "patches"];

    private readonly HashSet<JsonObject> _generated = [];

    /// <summary>The objects of a folder with a kustomization.</summary>
    public static List<JsonObject> Render(string folder)
    {
        var renderer = new KustomizeRenderer();
        var objects = new List<JsonObject>();
        renderer.Add(folder, objects);
        renderer.NameByContent(objects);
        return objects;
    }

    private void Add(string folder, List<JsonObject> objects)
    {
        var kustomization = YamlTree.Document(File.ReadAllText(Path.Combine(folder, "kustomization.yaml")));
        Assert.Empty(kustomization.Keys().Except(Known));
        foreach (var resource in kustomization.Texts("resources").Select(r => Path.GetFullPath(Path.Combine(folder, r))))
        {
            if (Directory.Exists(resource)) Add(resource, objects);
            else objects.AddRange(YamlTree.Documents(File.ReadAllText(resource)).Select(d => d.AsObject()));
        }

        Generate(folder, kustomization, "configMapGenerator", "ConfigMap", objects);
        Generate(folder, kustomization, "secretGenerator", "Secret", objects);
        foreach (var component in kustomization.Texts("components")) Add(Path.GetFullPath(Path.Combine(folder, component)), objects);
        foreach (var patch in kustomization.Items("patches")) Patch(folder, patch, objects);
        foreach (var image in kustomization.Items("images")) Rename(image, objects);
        if (kustomization.Text("namespace") is { } name)
        {
            foreach (var found in objects.Where(o => o.Text("kind") != "Namespace")) found["metadata"]!["namespace"] = name;
        }
    }

    private void Generate(string folder, JsonObject kustomization, string generator, string kind, List<JsonObject> objects)
    {
        foreach (var entry in kustomization.Items(generator))
        {
            var data = new JsonObject(entry.Texts("literals").Select(l => l.Split('=', 2)).Select(l => Entry(l[0], l[1]))
                .Concat(entry.Texts("files").Select(f => Entry(Path.GetFileName(f), File.ReadAllText(Path.Combine(folder, f))))));
            if (entry.Text("behavior") == "merge")
            {
                var target = objects.Single(o => o.Text("kind") == kind && o.Text("metadata", "name") == entry.Text("name"));
                StrategicMerge.Apply(target["data"]!.AsObject(), data);
                continue;
            }

            Assert.Null(entry.Text("behavior"));
            var made = new JsonObject { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = entry.Text("name") }, ["data"] = data };
            if (kind == "Secret") made["type"] = "Opaque";
            _generated.Add(made);
            objects.Add(made);
        }

        KeyValuePair<string, JsonNode?> Entry(string name, string value) =>
            new(name, kind == "Secret" ? Convert.ToBase64String(Encoding.UTF8.GetBytes(value)) : value);
    }

    private static void Patch(string folder, JsonNode patch, List<JsonObject> objects)
    {
        var documents = YamlTree.Documents(File.ReadAllText(Path.Combine(folder, patch.Text("path")!)));
        if (documents is [JsonArray operations])
        {
            var targets = objects.Where(o => o.Text("kind") == patch.Text("target", "kind") && Regex.IsMatch(o.Text("metadata", "name")!, $"^({patch.Text("target", "name")})$")).ToList();
            Assert.NotEmpty(targets);
            foreach (var target in targets) JsonPatch.Apply(target, operations);
            return;
        }

        foreach (var change in documents.Select(d => d.AsObject()))
        {
            StrategicMerge.Apply(objects.Single(o => o.Text("kind") == change.Text("kind") && o.Text("metadata", "name") == change.Text("metadata", "name")), change);
        }
    }

    private static void Rename(JsonNode image, List<JsonObject> objects)
    {
        var containers = objects.SelectMany(o => o.Objects()).Where(o => o["image"] is JsonValue && o.Text("image") == image.Text("name")).ToList();
        Assert.NotEmpty(containers);
        foreach (var container in containers) container["image"] = $"{image.Text("newName") ?? image.Text("name")}:{image.Text("newTag")}";
    }

    /// <summary>Hangs a hash of the content on each generated name, and follows it where the name is used.</summary>
    private void NameByContent(List<JsonObject> objects)
    {
        foreach (var made in _generated)
        {
            var name = made.Text("metadata", "name")!;
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(made["data"]!.ToJsonString())))[..SuffixLength];
            var full = string.Create(CultureInfo.InvariantCulture, $"{name}-{hash}");
            made["metadata"]!["name"] = full;
            var (reference, key, volume) = made.Text("kind") == "Secret" ? ("secretRef", "secretKeyRef", "secret") : ("configMapRef", "configMapKeyRef", "configMap");
            foreach (var user in objects.SelectMany(o => o.Objects()).SelectMany(o => new[] { o[reference], o[key], o[volume] }).OfType<JsonObject>())
            {
                foreach (var property in new[] { "name", "secretName" })
                {
                    if (user.Text(property) == name) user[property] = full;
                }
            }
        }
    }
}
