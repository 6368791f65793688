using System.Collections.Concurrent;
using System.Text;
using PromptGrid.Deployment.Tests.Kustomize;
using PromptGrid.Deployment.Tests.Yaml;

namespace PromptGrid.Deployment.Tests.Kubernetes;

/// <summary>What an overlay renders to. <c>monitored</c> is the one for production with the component for the Prometheus
/// operator.</summary>
internal sealed class Overlay
{
    private const string Monitored = "monitored";

    private static readonly ConcurrentDictionary<string, Overlay> Rendered = new(StringComparer.Ordinal);

    private Overlay(List<JsonObject> objects)
    {
        Objects = objects;
        Workloads = [.. objects.Where(o => o.At("spec", "template", "spec", "containers") is not null).Select(o => new Workload(o))];
    }

    public static TheoryData<string> Names => ["dev", "prod", Monitored];

    public List<JsonObject> Objects { get; }

    public List<Workload> Workloads { get; }

    public static Overlay Of(string name) => Rendered.GetOrAdd(name, static name => new Overlay(name == Monitored ? WithMonitor() : KustomizeRenderer.Render(Folder(name))));

    public static string Folder(string name) => Path.Combine(Repository.Root, "k8s", "overlays", name);

    public IEnumerable<JsonObject> OfKind(string kind) => Objects.Where(o => o.Text("kind") == kind);

    public JsonObject One(string kind, string name) => OfKind(kind).Single(o => o.Text("metadata", "name") == name);

    public Workload Workload(string name) => Workloads.Single(w => w.Name == name);

    /// <summary>What a container finds in its environment: its own names and those of the maps it takes whole.</summary>
    public Dictionary<string, string?> Environment(JsonNode container)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var map in container.Items("envFrom").Select(e => One("ConfigMap", e.Text("configMapRef", "name")!)))
        {
            foreach (var name in map.Keys("data")) variables[name] = map.Text("data", name);
        }

        foreach (var entry in container.Items("env")) variables[entry.Text("name")!] = entry.Text("value");
        return variables;
    }

    /// <summary>A value of a secret that the overlay makes itself.</summary>
    public string SecretValue(string prefix, string key) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(OfKind("Secret").Single(s => s.Text("metadata", "name")!.StartsWith(prefix, StringComparison.Ordinal)).Text("data", key)!));

    private static List<JsonObject> WithMonitor()
    {
        var folder = Directory.CreateTempSubdirectory("promptgrid-overlay-").FullName;
        try
        {
            var k8s = Path.GetRelativePath(folder, Path.Combine(Repository.Root, "k8s"));
            File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), $"namespace: promptgrid\nresources: [{k8s}/overlays/prod]\ncomponents: [{k8s}/components/service-monitor]\n");
            return KustomizeRenderer.Render(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
