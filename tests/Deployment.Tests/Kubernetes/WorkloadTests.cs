using System.Globalization;
using System.Text.RegularExpressions;
using PromptGrid.Deployment.Tests.Settings;
using PromptGrid.Deployment.Tests.Yaml;

namespace PromptGrid.Deployment.Tests.Kubernetes;

public sealed partial class WorkloadTests
{
    // Writes beside its program when it starts, and is for trying things only.
    private const string Writes = "elasticsearch";

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void Every_container_has_requests_and_limits(string overlay)
    {
        foreach (var (workload, container) in Containers(overlay))
        {
            foreach (var (kind, resource) in new[] { ("requests", "cpu"), ("requests", "memory"), ("limits", "cpu"), ("limits", "memory") })
            {
                Assert.True(container.Text("resources", kind, resource) is not null, $"{workload.Name} has no {kind} of {resource}.");
            }

            Assert.True(Mebibytes(container.Text("resources", "requests", "memory")!) <= Mebibytes(container.Text("resources", "limits", "memory")!), workload.Name);
            Assert.True(Cores(container.Text("resources", "requests", "cpu")!) <= Cores(container.Text("resources", "limits", "cpu")!), workload.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void Every_image_names_a_version(string overlay) =>
        Assert.All(Containers(overlay), c => Assert.Matches(Image(), c.Container.Text("image")));

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void No_container_may_more_than_it_needs(string overlay)
    {
        foreach (var (workload, container) in Containers(overlay))
        {
            var pod = workload.Pod.At("securityContext");
            Assert.True(pod.Text("runAsNonRoot") == "true" && pod.Text("seccompProfile", "type") == "RuntimeDefault", workload.Name);
            Assert.True(pod!["runAsUser"]!.GetValue<long>() > 0, workload.Name);
            Assert.True(workload.Pod.Text("automountServiceAccountToken") == "false", workload.Name);
            Assert.Equal("false", container.Text("securityContext", "allowPrivilegeEscalation"));
            Assert.Equal(["ALL"], container.Texts("securityContext", "capabilities", "drop"));
            Assert.Empty(container.Texts("securityContext", "capabilities", "add"));
            if (workload.Name != Writes) Assert.True(container.Text("securityContext", "readOnlyRootFilesystem") == "true", workload.Name);
            Assert.All(container.Items("volumeMounts"), m => Assert.Contains(m.Text("name"), Volumes(workload)));
        }
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void What_is_ours_can_write_to_tmp_and_runs_as_the_user_of_its_image(string overlay)
    {
        var user = Regex.Match(Repository.Read("Dockerfile"), @"^USER (\d+):", RegexOptions.Multiline).Groups[1].Value;
        Assert.All(Overlay.Of(overlay).Workloads.Where(w => w.IsOurs), w =>
        {
            Assert.Equal(user, w.Pod.Text("securityContext", "runAsUser"));
            Assert.Contains("/tmp", w.Container.Items("volumeMounts").Select(m => m.Text("mountPath")));
        });
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void What_api_nodes_take_in_has_a_place_and_uploads_have_one_for_all_nodes(string overlay)
    {
        var api = Overlay.Of(overlay).Workload("api");
        var settings = Overlay.Of(overlay).Environment(api.Container);
        var mount = Assert.Single(api.Container.Items("volumeMounts"), m => m.Text("mountPath") == settings["PROMPTGRID_DATA"]);
        var volume = Assert.Single(api.Pod.Items("volumes"), v => v.Text("name") == mount.Text("name"));
        if (settings.GetValueOrDefault("Media__Provider") == "S3") Assert.NotEmpty(settings["Media__S3__Bucket"]!);
        else Assert.NotNull(Overlay.Of(overlay).One("PersistentVolumeClaim", volume.Text("persistentVolumeClaim", "claimName")!));
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void Every_server_has_three_probes_at_ports_that_it_opens(string overlay)
    {
        foreach (var (workload, container) in Containers(overlay).Where(c => c.Workload.Definition.Text("kind") != "Job"))
        {
            foreach (var name in new[] { "startupProbe", "readinessProbe", "livenessProbe" })
            {
                var probe = container.At(name);
                Assert.True(probe is not null, $"{workload.Name} has no {name}.");
                var port = probe.Text("httpGet", "port") ?? probe.Text("tcpSocket", "port");
                Assert.True(port is null ? probe.At("exec") is not null : workload.Port(port) is not null, $"{name} of {workload.Name} asks at {port}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void Probes_ask_where_the_programs_answer(string overlay)
    {
        foreach (var (name, source) in new[] { ("silo", "Silo/Cluster/SiloApplication.cs"), ("api", "Api/Operations/OperationsApi.cs") })
        {
            var workload = Overlay.Of(overlay).Workload(name);
            var code = Repository.Read(source.Split('/'));
            foreach (var (probe, path) in new[] { ("startupProbe", "/healthz/live"), ("livenessProbe", "/healthz/live"), ("readinessProbe", "/healthz/ready") })
            {
                Assert.Equal(path, workload.Container.Text(probe, "httpGet", "path"));
                Assert.Contains($"\"{path}\"", code, StringComparison.Ordinal);
                var port = workload.Port(workload.Container.Text(probe, "httpGet", "port")!);
                Assert.Equal($"http://+:{port}", Overlay.Of(overlay).Environment(workload.Container)["ASPNETCORE_URLS"]);
            }

            // A look at the ledger gives up after two seconds.
            Assert.True((long)workload.Container.At("readinessProbe")!["timeoutSeconds"]! > 2);
        }
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void A_silo_opens_the_ports_that_it_is_told_and_is_known_by_its_pods_address(string overlay)
    {
        var silo = Overlay.Of(overlay).Workload("silo");
        var settings = Overlay.Of(overlay).Environment(silo.Container);
        Assert.Equal(settings["Cluster__SiloPort"], silo.Port("silo")?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(settings["Cluster__GatewayPort"], silo.Port("gateway")?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("status.podIP", silo.Container.Items("env").Single(e => e.Text("name") == "Cluster__Address").Text("valueFrom", "fieldRef", "fieldPath"));
        Assert.Equal("metadata.name", silo.Container.Items("env").Single(e => e.Text("name") == "Cluster__SiloName").Text("valueFrom", "fieldRef", "fieldPath"));
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void The_grace_period_is_longer_than_the_drain(string overlay)
    {
        const int hostsOwn = 30;
        var drain = (int)TimeSpan.Parse(Overlay.Of(overlay).Environment(Overlay.Of(overlay).Workload("silo").Container)["Cluster__DrainTimeout"]!, CultureInfo.InvariantCulture).TotalSeconds;
        foreach (var (name, seconds) in new[] { ("silo", drain), ("api", hostsOwn) })
        {
            var workload = Overlay.Of(overlay).Workload(name);
            var before = (long?)workload.Container.At("lifecycle", "preStop", "sleep")?["seconds"] ?? 0;
            Assert.True((long)workload.Pod["terminationGracePeriodSeconds"]! >= before + seconds + 10, name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void A_new_version_comes_before_an_old_one_goes_and_pods_spread(string overlay)
    {
        foreach (var name in new[] { "silo", "api" })
        {
            var workload = Overlay.Of(overlay).Workload(name);
            Assert.Equal("0", workload.Definition.Text("spec", "strategy", "rollingUpdate", "maxUnavailable"));
            Assert.Null(workload.Definition.At("spec", "replicas"));
            var spread = workload.Pod.Items("topologySpreadConstraints").ToList();
            Assert.Equal(["kubernetes.io/hostname", "topology.kubernetes.io/zone"], spread.Select(s => s.Text("topologyKey")));
            Assert.All(spread, s => Assert.True(workload.IsMeant(s.At("labelSelector"))));
            Assert.Equal(overlay == "dev" ? "ScheduleAnyway" : "DoNotSchedule", spread[0].Text("whenUnsatisfiable"));
        }
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void The_migration_runs_a_command_that_the_silo_has(string overlay)
    {
        var migrate = Overlay.Of(overlay).Workload("migrate");
        Assert.Equal("Job", migrate.Definition.Text("kind"));
        var command = Assert.Single(migrate.Container.Texts("args"));
        Assert.Contains($"const string Migrate = \"{command}\"", Repository.Read("Silo", "Hosting", "ProcessCommands.cs"), StringComparison.Ordinal);
        Assert.Equal(Overlay.Of(overlay).Workload("silo").Container.Text("image"), migrate.Container.Text("image"));
        Assert.Equal("OnFailure", migrate.Pod.Text("restartPolicy"));
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void Every_variable_is_one_that_the_program_reads(string overlay)
    {
        foreach (var workload in Overlay.Of(overlay).Workloads.Where(w => w.IsOurs))
        {
            var variables = Overlay.Of(overlay).Environment(workload.Container);
            // Some are there for the values of others.
            var parts = variables.Values.OfType<string>().SelectMany(v => Part().Matches(v).Select(m => m.Groups[1].Value)).ToHashSet();
            Assert.All(variables.Keys.Where(v => !parts.Contains(v)), v => Assert.True(SettingNames.IsKnown(v), v));
            Assert.Empty(parts.Except(variables.Keys));
        }
    }

    [Fact]
    public void The_pools_of_the_small_grid_fit_into_its_database()
    {
        var dev = Overlay.Of("dev");
        var processes = dev.OfKind("HorizontalPodAutoscaler").Sum(h => (int)h["spec"]!["maxReplicas"]!.GetValue<long>() + 1) + 1;
        Connections.Fit(processes, dev.SecretValue("promptgrid-ledger", "connection-string"), string.Join(' ', dev.Workload("postgres").Container.Texts("args")));
    }

    private static IEnumerable<(Workload Workload, JsonNode Container)> Containers(string overlay)
    {
        var containers = Overlay.Of(overlay).Workloads.SelectMany(w => w.Containers.Select(c => (w, c))).ToList();
        Assert.True(containers.Count >= 4);
        return containers;
    }

    private static IEnumerable<string?> Volumes(Workload workload) =>
        workload.Pod.Items("volumes").Select(v => v.Text("name")).Concat(workload.Definition.Items("spec", "volumeClaimTemplates").Select(v => v.Text("metadata", "name")));

    private static double Mebibytes(string text) => text switch
    {
        [.. var n, 'G', 'i'] => double.Parse(n, CultureInfo.InvariantCulture) * 1024,
        [.. var n, 'M', 'i'] => double.Parse(n, CultureInfo.InvariantCulture),
        _ => throw new FormatException(text),
    };

    private static double Cores(string text) =>
        text.EndsWith('m') ? double.Parse(text[..^1], CultureInfo.InvariantCulture) / 1000 : double.Parse(text, CultureInfo.InvariantCulture);

    // A tag with a version, or one that a developer's own build has; never none, never "latest".
    [GeneratedRegex(@"^[a-z0-9./-]+:(v?\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?|dev)$")]
    internal static partial Regex Image();

    [GeneratedRegex(@"\$\((\w+)\)")]
    private static partial Regex Part();
}
