using System.Text.RegularExpressions;
using PromptGrid.Deployment.Tests.Kubernetes;
using PromptGrid.Deployment.Tests.Yaml;

namespace PromptGrid.Deployment.Tests.Compose;

/// <summary>Figures go from the programs to the collector, from there to Prometheus, and from there to Grafana.</summary>
public sealed class ObservationTests
{
    private static readonly JsonObject Collector = YamlTree.File("docker", "otel-collector.yaml");

    [Fact]
    public void Programs_send_to_a_port_at_which_the_collector_listens()
    {
        var endpoint = new Uri(ComposeFile.Service("silo").Text("environment", "Telemetry__Endpoint")!);
        Assert.NotNull(ComposeFile.Service(endpoint.Host));
        Assert.Equal(Port(Collector.Text("receivers", "otlp", "protocols", "grpc", "endpoint")!), endpoint.Port);

        var prod = Overlay.Of("prod");
        var inKubernetes = new Uri(prod.Environment(prod.Workload("silo").Container)["Telemetry__Endpoint"]!);
        var service = prod.One("Service", inKubernetes.Host);
        Assert.Contains(service.Items("spec", "ports"), p => p.Text("port") == $"{inKubernetes.Port}" && prod.Workload(inKubernetes.Host).Port(p.Text("targetPort")!) == endpoint.Port);
    }

    [Fact]
    public void The_collectors_pipelines_are_made_of_parts_that_it_has() => Assert.All(Collector.Keys("service", "pipelines"), pipeline =>
    {
        foreach (var part in new[] { "receivers", "processors", "exporters" }) Assert.Empty(Collector.Texts("service", "pipelines", pipeline, part).Except(Collector.Keys(part)));
    });

    [Fact]
    public void Prometheus_reads_where_the_collector_shows()
    {
        var prometheus = YamlTree.File("docker", "prometheus.yaml");
        var job = Assert.Single(prometheus.Items("scrape_configs"));
        var target = Assert.Single(Assert.Single(job.Items("static_configs")).Texts("targets")).Split(':');
        Assert.NotNull(ComposeFile.Service(target[0]));
        var shown = Collector.Text("exporters", "prometheus", "endpoint")!;
        Assert.Equal(Port(shown), Port(":" + target[1]));
        Assert.Equal(Port(shown), Overlay.Of("prod").Workload("otel-collector").Port("metrics"));
        Assert.Contains("prometheus", Collector.Texts("service", "pipelines", "metrics", "exporters"));
        // The collector names each node itself: without this every node's figures would look like the collector's.
        Assert.Equal("true", job.Text("honor_labels"));
    }

    [Fact]
    public void Both_clusters_have_the_same_collector() =>
        Assert.Equal(Repository.Read("docker", "otel-collector.yaml"), Repository.Read("k8s", "components", "telemetry", "otel-collector.yaml"));

    [Fact]
    public void Grafana_finds_Prometheus_and_the_dashboard()
    {
        var source = Assert.Single(YamlTree.File("docker", "grafana", "provisioning", "datasources", "prometheus.yaml").Items("datasources"));
        Assert.Equal("prometheus", source.Text("type"));
        var address = new Uri(source.Text("url")!);
        Assert.Contains($":{address.Port}/", ComposeFile.Service(address.Host).Texts("healthcheck", "test").Last(), StringComparison.Ordinal);

        var provider = Assert.Single(YamlTree.File("docker", "grafana", "provisioning", "dashboards", "promptgrid.yaml").Items("providers"));
        var mounts = ComposeFile.Service("grafana").Texts("volumes").Select(v => v.Split(':')).ToDictionary(v => v[1], v => v[0]);
        Assert.Equal("./docker/grafana/provisioning", mounts["/etc/grafana/provisioning"]);
        var dashboards = Path.Combine(Repository.Root, mounts[provider.Text("options", "path")!]);
        var home = ComposeFile.Service("grafana").Text("environment", "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH")!;
        Assert.True(File.Exists(Path.Combine(dashboards, Path.GetRelativePath(provider.Text("options", "path")!, home))));
        // It chooses among sources of this kind by itself.
        var dashboard = JsonNode.Parse(Repository.Read("docs", "operations", "grafana", "promptgrid.json"));
        Assert.Equal(source.Text("type"), Assert.Single(dashboard.Items("templating", "list"), v => v.Text("type") == "datasource").Text("query"));
    }

    [Fact]
    public void Configurations_are_found_where_the_programs_are_told()
    {
        foreach (var (service, argument) in new[] { ("prometheus", "--config.file="), ("otel-collector", "--config=") })
        {
            var path = Assert.Single(ComposeFile.Service(service).Texts("command"), c => c.StartsWith(argument, StringComparison.Ordinal))[argument.Length..];
            Assert.Contains(ComposeFile.Service(service).Texts("volumes"), v => v.Split(':')[1] == path);
        }

        var collector = Overlay.Of("prod").Workload("otel-collector");
        var told = Assert.Single(collector.Container.Texts("args"))["--config=".Length..];
        var mount = Assert.Single(collector.Container.Items("volumeMounts"));
        Assert.Equal(mount.Text("mountPath") + "/otel-collector.yaml", told);
        var map = Assert.Single(collector.Pod.Items("volumes"), v => v.Text("name") == mount.Text("name")).Text("configMap", "name")!;
        Assert.Contains("otel-collector.yaml", Overlay.Of("prod").One("ConfigMap", map).Keys("data"));
    }

    private static int Port(string endpoint) => int.Parse(Regex.Match(endpoint, @":(\d+)$").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
}
