using System.ComponentModel;
using System.Net;
using System.Text.RegularExpressions;
using PromptGrid.Deployment.Tests.Kubernetes;
using PromptGrid.Deployment.Tests.Settings;
using PromptGrid.Deployment.Tests.Yaml;

namespace PromptGrid.Deployment.Tests.Compose;

public sealed partial class ComposeTests
{
    private static readonly string[] Ours = ["migrate", "silo", "api"];

    [Fact]
    public void All_that_a_cluster_needs_is_there_three_silos_and_two_api_nodes()
    {
        Assert.Equal(3, ComposeFile.Replicas(ComposeFile.Service("silo")));
        Assert.Equal(2, ComposeFile.Replicas(ComposeFile.Service("api")));
        Assert.Equal(
            ["api", "elasticsearch", "grafana", "migrate", "otel-collector", "postgres", "prometheus", "proxy", "silo"],
            ComposeFile.Services.Select(s => s.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_service_has_limits_and_an_image_with_a_version_and_logs_that_end() => Assert.All(ComposeFile.Services, s =>
    {
        Assert.Matches(WorkloadTests.Image(), s.Value.Text("image"));
        Assert.NotNull(s.Value.Text("deploy", "resources", "limits", "cpus"));
        Assert.NotNull(s.Value.Text("deploy", "resources", "limits", "memory"));
        Assert.NotNull(s.Value.Text("logging", "options", "max-size"));
    });

    [Fact]
    public void Every_server_says_how_it_is_but_the_collector_which_cannot() => Assert.All(ComposeFile.Services, s =>
        Assert.True(s.Value.At("healthcheck", "test") is not null || s.Key is "migrate" or "otel-collector", s.Key));

    [Fact]
    public void Nobody_waits_for_what_never_comes() => Assert.All(ComposeFile.Services, s => Assert.All(s.Value.Keys("depends_on"), other =>
    {
        var awaited = ComposeFile.Service(other);
        Assert.NotNull(awaited);
        switch (s.Value.Text("depends_on", other, "condition"))
        {
            case "service_healthy":
                Assert.NotNull(awaited.At("healthcheck", "test"));
                break;
            case "service_completed_successfully":
                Assert.Equal("no", awaited.Text("restart"));
                break;
            case var condition:
                Assert.Equal("service_started", condition);
                break;
        }
    }));

    [Fact]
    public void Networks_volumes_and_files_that_services_use_exist() => Assert.All(ComposeFile.Services, s =>
    {
        Assert.Empty(s.Value.Texts("networks").Except(ComposeFile.Root.Keys("networks")));
        foreach (var source in s.Value.Texts("volumes").Select(v => v.Split(':')[0]))
        {
            if (source.StartsWith("./", StringComparison.Ordinal)) Assert.True(Path.Exists(Path.Combine(Repository.Root, source)), source);
            else Assert.Contains(source, ComposeFile.Root.Keys("volumes"));
        }
    });

    [Fact]
    public void Images_of_ours_are_targets_of_the_Dockerfile() => Assert.All(Ours, name =>
    {
        var target = ComposeFile.Service(name).Text("build", "target")!;
        Assert.Contains(target, Dockerfile.Stages);
        Assert.Equal($"promptgrid-{target}:dev", ComposeFile.Service(name).Text("image"));
    });

    [Fact]
    public void Every_variable_is_one_that_the_program_reads() =>
        Assert.All(Ours.SelectMany(name => ComposeFile.Service(name).Keys("environment")), v => Assert.True(SettingNames.IsKnown(v), v));

    [Fact]
    public void Programs_are_asked_after_their_health_with_a_command_they_have()
    {
        var code = Repository.Read("Silo", "Hosting", "ProcessCommands.cs");
        foreach (var (name, program) in new[] { ("silo", "PromptGrid.Silo.dll"), ("api", "PromptGrid.Api.dll") })
        {
            var test = ComposeFile.Service(name).Texts("healthcheck", "test").ToList();
            Assert.Equal(["CMD", "dotnet", program], test[..3]);
            Assert.Contains($"const string Health = \"{test[3]}\"", code, StringComparison.Ordinal);
        }

        Assert.Contains($"const string Migrate = \"{Assert.Single(ComposeFile.Service("migrate").Texts("command"))}\"", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Silos_have_longer_to_end_than_they_drain()
    {
        var drain = Regex.Match(Repository.Read("Silo", "Cluster", "ClusterSettings.cs"), @"DrainTimeout \{ get; set; \} = TimeSpan\.FromSeconds\((\d+)\)").Groups[1].Value;
        Assert.True(Seconds("silo") >= int.Parse(drain, System.Globalization.CultureInfo.InvariantCulture) + 10);
        Assert.True(Seconds("api") >= 40);
        static int Seconds(string name) => int.Parse(ComposeFile.Service(name).Text("stop_grace_period")!.TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Addresses_name_services_on_a_shared_network() => Assert.All(Ours, name =>
    {
        foreach (var value in ComposeFile.Service(name).Texts("environment"))
        {
            foreach (var host in Host().Matches(value).Select(m => m.Groups[1].Value).Where(h => h != "+"))
            {
                Assert.NotEmpty(ComposeFile.Service(name).Texts("networks").Intersect(ComposeFile.Service(host).Texts("networks")));
            }
        }
    });

    [Fact]
    public void The_proxy_leads_to_the_api_and_is_believed_by_it()
    {
        var configuration = Repository.Read("docker", "nginx.conf");
        var port = new Uri(ComposeFile.Service("api").Text("environment", "ASPNETCORE_URLS")!.Replace("+", "any", StringComparison.Ordinal)).Port;
        Assert.Contains($"server api:{port} ", configuration, StringComparison.Ordinal);
        Assert.Contains("X-Forwarded-For $remote_addr;", configuration, StringComparison.Ordinal);
        Assert.Equal(configuration.Count(c => c == '{'), configuration.Count(c => c == '}'));
        var listens = Regex.Match(configuration, @"listen (\d+);").Groups[1].Value;
        Assert.EndsWith(":" + listens, Assert.Single(ComposeFile.Service("proxy").Texts("ports")), StringComparison.Ordinal);
        var checkedPath = new Uri(ComposeFile.Service("proxy").Texts("healthcheck", "test").Last()).AbsolutePath;
        Assert.Contains($"location = {checkedPath} ", configuration, StringComparison.Ordinal);

        var network = Assert.Single(ComposeFile.Service("proxy").Texts("networks"));
        var subnet = Assert.Single(ComposeFile.Root["networks"].Items(network, "ipam", "config")).Text("subnet");
        Assert.Equal(subnet, ComposeFile.Service("api").Text("environment", "Proxies__Networks__0"));
        Assert.True(IPNetwork.TryParse(subnet, out _));
    }

    [Fact]
    public void Only_the_proxy_and_Grafana_are_reached_from_outside_and_only_from_this_machine()
    {
        var open = ComposeFile.Services.Where(s => s.Value.At("ports") is not null).ToList();
        Assert.Equal(["grafana", "proxy"], open.Select(s => s.Key).Order(StringComparer.Ordinal));
        Assert.All(open.SelectMany(s => s.Value.Texts("ports")), p => Assert.StartsWith("127.0.0.1:", p, StringComparison.Ordinal));
        Assert.Equal("true", ComposeFile.Root.Text("networks", "backend", "internal"));
    }

    [Fact]
    public void Both_api_nodes_write_to_one_volume_that_their_user_owns()
    {
        var api = ComposeFile.Service("api");
        var folder = api.Text("environment", "PROMPTGRID_DATA");
        Assert.EndsWith(":" + folder, Assert.Single(api.Texts("volumes")), StringComparison.Ordinal);
        // A new volume takes over the owner of the folder that it is put on.
        Assert.Matches($@"COPY .*--chown=1654:1654 {folder} {folder}", Dockerfile.Lines("api"));
    }

    [Fact]
    public void The_pools_fit_into_the_database() => Connections.Fit(
        (int)Ours.Sum(name => ComposeFile.Replicas(ComposeFile.Service(name))),
        ComposeFile.Service("silo").Text("environment", "ConnectionStrings__Ledger")!,
        string.Join(' ', ComposeFile.Service("postgres").Texts("command")));

    [Fact]
    public void The_password_of_the_database_is_the_same_on_both_sides()
    {
        var text = Repository.Read(ComposeFile.Name);
        var passwords = Regex.Matches(text, @"\$\{POSTGRES_PASSWORD:-[^}]*\}").Select(m => m.Value).ToList();
        Assert.Equal(2, passwords.Count);
        Assert.Single(passwords.Distinct());
    }

    [DockerComposeFact]
    public void Docker_compose_takes_the_file()
    {
        var (exitCode, _, errors) = Tool.Run("docker", ["compose", "-f", Path.Combine(Repository.Root, ComposeFile.Name), "config", "--quiet"]);
        Assert.True(exitCode == 0, errors);
    }

    [GeneratedRegex(@"(?:http://|Host=)([\w+-]+)")]
    private static partial Regex Host();

    private sealed class DockerComposeFactAttribute : FactAttribute
    {
        public DockerComposeFactAttribute()
        {
            try
            {
                if (Tool.Run("docker", ["compose", "version"]).ExitCode != 0) Skip = "docker has no compose on this machine: its own check of the file is left out.";
            }
            catch (Win32Exception)
            {
                Skip = "docker is not on this machine: its own check of the file is left out.";
            }
        }
    }
}
