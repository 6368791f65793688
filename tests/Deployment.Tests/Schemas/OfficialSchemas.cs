using System.ComponentModel;

namespace PromptGrid.Deployment.Tests.Schemas;

/// <summary>
/// The official schemas of Kubernetes' objects, as compiled into npm packages. They are installed once into a folder of
/// the machine's temporary files; the product has nothing of them.
/// </summary>
internal static class OfficialSchemas
{
    private static readonly string[] Packages = ["kubernetes-models@4.5.1", "@kubernetes-models/prometheus-operator@4.4.4"];

    private static readonly Lazy<(string? Folder, string? Obstacle)> Installed = new(Install);

    /// <summary>Why nothing can be checked; null when it can.</summary>
    public static string? Obstacle => Installed.Value.Obstacle;

    /// <summary>What the schemas say against some objects: mistakes, unknown kinds and unknown fields.</summary>
    public static List<string> Check(IEnumerable<JsonObject> objects)
    {
        var list = new JsonArray([.. objects.Select(o => o.DeepClone())]);
        var (exitCode, output, errors) = Tool.Run(
            "node",
            [Path.Combine(AppContext.BaseDirectory, "Schemas", "validate.js")],
            list.ToJsonString(),
            ("NODE_PATH", Path.Combine(Installed.Value.Folder!, "node_modules")));
        Assert.True(exitCode == 0, errors);
        return [.. JsonNode.Parse(output)!.AsArray().Select(m => m!.ToString())];
    }

    private static (string? Folder, string? Obstacle) Install()
    {
        var folder = Path.Combine(Path.GetTempPath(), "promptgrid-schemas-" + string.Concat(Packages.Select(p => p.Split('@')[^1] + "-")).TrimEnd('-'));
        if (Directory.Exists(folder)) return (folder, null);
        // Made beside its place and moved there when it is whole: test runs may start together.
        var half = Directory.CreateTempSubdirectory("promptgrid-schemas-half-").FullName;
        try
        {
            Tool.Run("node", ["--version"]);
            var (exitCode, _, errors) = Tool.Run("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--prefix", half, .. Packages]);
            if (exitCode != 0) return (null, "npm cannot install the schemas: " + errors.Split('\n').FirstOrDefault(l => l.Contains("error", StringComparison.OrdinalIgnoreCase)));
            try
            {
                Directory.Move(half, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                // Another run was faster.
            }

            return (folder, null);
        }
        catch (Exception e) when (e is Win32Exception or TimeoutException)
        {
            return (null, "The official schemas are npm packages, and node or npm is not on this machine: " + e.Message);
        }
        finally
        {
            if (Directory.Exists(half)) Directory.Delete(half, recursive: true);
        }
    }
}

/// <summary>A theory about the official schemas. Skipped, with the reason, where they cannot be had.</summary>
public sealed class SchemaTheoryAttribute : TheoryAttribute
{
    public SchemaTheoryAttribute() => Skip = OfficialSchemas.Obstacle;
}
