using PromptGrid.Deployment.Tests.Yaml;

namespace PromptGrid.Deployment.Tests.Kubernetes;

/// <summary>Who may talk to whom, decided as Kubernetes decides it: both ends must allow it.</summary>
public sealed class NetworkTests
{
    [Theory]
    [InlineData("silo", "silo", 11_111)]
    [InlineData("api", "silo", 30_000)]
    [InlineData("silo", "otel-collector", 4_317)]
    [InlineData("api", "otel-collector", 4_317)]
    public void What_must_talk_may(string from, string to, int port)
    {
        foreach (var overlay in new[] { "dev", "prod" })
        {
            var all = Overlay.Of(overlay);
            Assert.NotNull(all.Workload(to).Port(port.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            Assert.True(May(all, from, to, port), $"{overlay}: {from} may not reach {to}.");
        }
    }

    [Theory]
    [InlineData("silo", "postgres", 5_432)]
    [InlineData("api", "postgres", 5_432)]
    [InlineData("migrate", "postgres", 5_432)]
    [InlineData("silo", "elasticsearch", 9_200)]
    [InlineData("api", "elasticsearch", 9_200)]
    public void The_stores_beside_them_are_reached(string from, string to, int port) => Assert.True(May(Overlay.Of("dev"), from, to, port));

    [Theory]
    [InlineData("api", "silo", 11_111)]
    [InlineData("api", "silo", 8_081)]
    [InlineData("silo", "api", 8_080)]
    [InlineData("migrate", "silo", 30_000)]
    [InlineData("otel-collector", "silo", 8_081)]
    [InlineData("postgres", "silo", 11_111)]
    [InlineData("elasticsearch", "postgres", 5_432)]
    public void What_need_not_talk_may_not(string from, string to, int port) => Assert.False(May(Overlay.Of("dev"), from, to, port));

    [Fact]
    public void In_production_only_the_ingress_reaches_the_api()
    {
        var rules = Overlay.Of("prod").OfKind("NetworkPolicy").Where(p => Overlay.Of("prod").Workload("api").IsMeant(p.At("spec", "podSelector"))).SelectMany(p => p.Items("spec", "ingress")).ToList();
        Assert.Equal("ingress-nginx", Assert.Single(Assert.Single(rules).Items("from")).Text("namespaceSelector", "matchLabels", "kubernetes.io/metadata.name"));
    }

    [Fact]
    public void In_production_only_the_api_reaches_the_store_of_uploads_and_those_who_sign_people_in()
    {
        var prod = Overlay.Of("prod");
        bool Leaves(string name) => prod.OfKind("NetworkPolicy").Where(p => prod.Workload(name).IsMeant(p.At("spec", "podSelector")))
            .SelectMany(p => p.Items("spec", "egress")).Any(rule => rule.At("to") is null && rule.Items("ports").Any(p => p["port"]!.GetValue<long>() == 443));
        Assert.True(Leaves("api"));
        Assert.False(Leaves("silo"));
        Assert.False(Leaves("migrate"));
    }

    private static bool May(Overlay all, string from, string to, int port) =>
        Allows(all, all.Workload(from), "Egress", "egress", "to", all.Workload(to), port) && Allows(all, all.Workload(to), "Ingress", "ingress", "from", all.Workload(from), port);

    private static bool Allows(Overlay all, Workload of, string type, string rules, string peers, Workload peer, int port)
    {
        var policies = all.OfKind("NetworkPolicy").Where(p => of.IsMeant(p.At("spec", "podSelector")) && p.Texts("spec", "policyTypes").Contains(type)).ToList();
        // A pod that no policy means may do anything: here there must be none.
        Assert.NotEmpty(policies);
        return policies.SelectMany(p => p.Items("spec", rules)).Any(rule =>
            rule.Items("ports").Any(p => p.Text("protocol") == "TCP" && p["port"]!.GetValue<long>() == port)
            && (rule.At(peers) is null || rule.Items(peers).Any(o => o.At("namespaceSelector") is null && o.At("podSelector") is { } pods && peer.IsMeant(pods))));
    }
}
