using PromptGrid.Deployment.Tests.Yaml;

namespace PromptGrid.Deployment.Tests.Kubernetes;

public sealed class ReferenceTests
{
    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void Selectors_mean_exactly_the_pods_they_are_for(string overlay)
    {
        var all = Overlay.Of(overlay);
        foreach (var workload in all.Workloads.Where(w => w.Definition.Text("kind") != "Job"))
        {
            Assert.Equal([workload.Name], all.Workloads.Where(w => w.IsMeant(workload.Definition.At("spec", "selector"))).Select(w => w.Name));
        }

        foreach (var service in all.OfKind("Service"))
        {
            var selector = new JsonObject { ["matchLabels"] = service.At("spec", "selector")!.DeepClone() };
            Assert.Equal([service.Text("metadata", "name")], all.Workloads.Where(w => w.IsMeant(selector)).Select(w => w.Name));
        }

        foreach (var budget in all.OfKind("PodDisruptionBudget"))
        {
            Assert.Equal([budget.Text("metadata", "name")], all.Workloads.Where(w => w.IsMeant(budget.At("spec", "selector"))).Select(w => w.Name));
        }
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void Services_lead_to_ports_that_exist(string overlay)
    {
        foreach (var service in Overlay.Of(overlay).OfKind("Service"))
        {
            var workload = Overlay.Of(overlay).Workload(service.Text("metadata", "name")!);
            Assert.All(service.Items("spec", "ports"), p =>
            {
                var port = workload.Port(p.Text("targetPort")!);
                Assert.NotNull(port);
                // Without an address of its own a service does not translate ports.
                if (service.Text("spec", "clusterIP") == "None") Assert.Equal((int)p["port"]!.GetValue<long>(), port.Value);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void Silos_and_api_nodes_have_an_autoscaler_and_a_disruption_budget(string overlay)
    {
        var all = Overlay.Of(overlay);
        foreach (var name in new[] { "silo", "api" })
        {
            var autoscaler = all.One("HorizontalPodAutoscaler", name);
            var target = all.One(autoscaler.Text("spec", "scaleTargetRef", "kind")!, autoscaler.Text("spec", "scaleTargetRef", "name")!);
            Assert.Equal(target.Text("apiVersion"), autoscaler.Text("spec", "scaleTargetRef", "apiVersion"));
            Assert.True(autoscaler["spec"]!["minReplicas"]!.GetValue<long>() < autoscaler["spec"]!["maxReplicas"]!.GetValue<long>());
            Assert.Equal("1", all.One("PodDisruptionBudget", name).Text("spec", "maxUnavailable"));
        }

        if (overlay != "dev") Assert.True(all.One("HorizontalPodAutoscaler", "silo")["spec"]!["minReplicas"]!.GetValue<long>() >= 3);
    }

    [Theory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void Maps_secrets_and_accounts_that_are_named_exist_or_are_said_to_be_made_by_hand(string overlay)
    {
        var all = Overlay.Of(overlay);
        var byHand = Repository.Read("docs", "operations", "kubernetes.md");
        foreach (var workload in all.Workloads)
        {
            if (workload.Pod.Text("serviceAccountName") is { } account) Assert.NotNull(all.One("ServiceAccount", account));
            foreach (var map in workload.Pod.Objects().SelectMany(o => new[] { o["configMapRef"], o["configMap"] }).OfType<JsonObject>()) Assert.NotNull(all.One("ConfigMap", map.Text("name")!));
            foreach (var reference in workload.Pod.Objects().Select(o => o["secretKeyRef"]).OfType<JsonObject>())
            {
                var (name, key) = (reference.Text("name")!, reference.Text("key")!);
                if (all.OfKind("Secret").SingleOrDefault(s => s.Text("metadata", "name") == name) is { } made) Assert.NotNull(made.At("data", key));
                else Assert.True(reference.Text("optional") == "true" || (overlay != "dev" && byHand.Contains($"secret generic {name} --from-literal={key}=", StringComparison.Ordinal)), name);
            }
        }
    }

    [Theory]
    [InlineData("prod")]
    [InlineData("monitored")]
    public void No_secret_is_written_down_for_production(string overlay)
    {
        var all = Overlay.Of(overlay);
        Assert.Empty(all.OfKind("Secret"));
        var values = all.OfKind("ConfigMap").SelectMany(m => m.Texts("data")).Concat(all.Workloads.SelectMany(w => w.Containers).SelectMany(c => c.Items("env")).Select(e => e.Text("value") ?? ""));
        Assert.All(values, v => Assert.DoesNotContain("password", v, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_monitor_reads_a_port_of_a_service_that_exists()
    {
        var all = Overlay.Of("monitored");
        var monitor = Assert.Single(all.OfKind("ServiceMonitor"));
        var service = Assert.Single(all.OfKind("Service"), s => monitor.Keys("spec", "selector", "matchLabels").All(k => monitor.Text("spec", "selector", "matchLabels", k) == s.Text("metadata", "labels", k)));
        Assert.All(monitor.Items("spec", "endpoints"), e => Assert.Contains(e.Text("port"), service.Items("spec", "ports").Select(p => p.Text("name"))));
    }
}
