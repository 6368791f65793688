using System.Text.RegularExpressions;

namespace PromptGrid.Deployment.Tests.Settings;

/// <summary>The environment variables that our programs read, found in the sources of what they are bound to.</summary>
internal static partial class SettingNames
{
    /// <summary>What the elastic search index is set up with.</summary>
    public const string Elasticsearch = "Search:Elasticsearch";

    // Each section, and the class it is bound to.
    private static readonly Dictionary<string, string> Sections = new(StringComparer.Ordinal)
    {
        ["Cluster"] = "Silo/Cluster/ClusterSettings.cs",
        ["ExternalSignIn"] = "Api/Auth/External/ExternalSignInOptions.cs",
        ["ExternalSignIn:GitHub"] = "Api/Auth/External/ExternalSignInOptions.cs",
        ["ExternalSignIn:Google"] = "Api/Auth/External/ExternalSignInOptions.cs",
        ["Import"] = "Api/Import/ImportOptions.cs",
        ["Ledger"] = "Ledger/LedgerOptions.cs",
        ["Media"] = "Api/Media/MediaOptions.cs",
        ["Networks"] = "Api/Limits/Networks.cs",
        ["Media:S3"] = "Api/Media/MediaOptions.cs",
        ["Overload"] = "Api/Limits/OverloadOptions.cs",
        ["Proxies"] = "Api/Proxies/ProxiesOptions.cs",
        ["RateLimits"] = "Api/Limits/RateLimitsOptions.cs",
        ["SecondAccounts"] = "Grains/Prompts/SecondAccountsOptions.cs",
        ["Telemetry"] = "Silo/Telemetry/TelemetryOptions.cs",
        ["Velocity"] = "Api/Limits/VelocityOptions.cs",
        [Elasticsearch] = "Search/Elasticsearch/ElasticsearchOptions.cs",
    };

    // Read one by one, and where.
    private static readonly Dictionary<string, string> Single = new(StringComparer.Ordinal)
    {
        ["Search:Provider"] = "Silo/Hosting/SearchServices.cs",
        ["StarterPrompts:Enabled"] = "Api/Starters/StarterPromptsPublisher.cs",
        ["PROMPTGRID_DATA"] = "Silo/Hosting/DataDirectory.cs",
        ["PROMPTGRID_MODERATORS"] = "Api/Moderation/ModerationOptions.cs",
    };

    // ASP.NET's and OpenTelemetry's own.
    private static readonly string[] OfOthers = ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "OTEL_RESOURCE_ATTRIBUTES"];

    /// <summary>Whether this tree has the class that a section is bound to.</summary>
    public static bool Has(string section) => File.Exists(Path.Combine([Repository.Root, .. Sections[section].Split('/')]));

    public static bool IsKnown(string variable)
    {
        if (OfOthers.Contains(variable)) return true;
        var key = variable.Replace("__", ":", StringComparison.Ordinal);
        if (key == "ConnectionStrings:Ledger") return Read("Ledger/LedgerServiceCollectionExtensions.cs").Contains("ConnectionName = \"Ledger\"", StringComparison.Ordinal);
        if (Single.TryGetValue(key, out var file)) return Read(file).Contains($"\"{key}\"", StringComparison.Ordinal);
        var section = Sections.Keys.Where(s => key.StartsWith(s + ":", StringComparison.Ordinal)).MaxBy(s => s.Length);
        // Where the index is not there yet, its own test says that nothing was compared.
        if (section == Elasticsearch && !Has(section)) return true;
        return section is not null && Properties(section).Any(p => Regex.IsMatch(key[(section.Length + 1)..], p));
    }

    // The last part of a section's name is a literal where it is bound; a list takes a number after its name.
    private static IEnumerable<string> Properties(string section)
    {
        var properties = Property().Matches(Read(Sections[section])).Select(m => m.Groups[1].Value.EndsWith("[]", StringComparison.Ordinal) ? $"^{m.Groups[2].Value}:[0-9]+$" : $"^{m.Groups[2].Value}$").ToList();
        Assert.NotEmpty(properties);
        return properties;
    }

    private static string Read(string path) => Repository.Read(path.Split('/'));

    [GeneratedRegex(@"^    public (?:required )?([\w<>?\[\]]+) (\w+) \{ get; (?:set|init); \}", RegexOptions.Multiline)]
    private static partial Regex Property();
}
