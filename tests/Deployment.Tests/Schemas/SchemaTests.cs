using PromptGrid.Deployment.Tests.Kubernetes;
using PromptGrid.Deployment.Tests.Yaml;

namespace PromptGrid.Deployment.Tests.Schemas;

public sealed class SchemaTests
{
    [SchemaTheory]
    [MemberData(nameof(Overlay.Names), MemberType = typeof(Overlay))]
    public void The_official_schemas_know_every_field_and_refuse_none(string overlay) =>
        Assert.Empty(OfficialSchemas.Check(Overlay.Of(overlay).Objects));

    [SchemaTheory]
    [InlineData("readOnlyRootFileSystem", "true", "knows no such field")]
    [InlineData("runAsUser", "\"root\"", "must be integer")]
    public void A_mistake_is_seen(string field, string value, string complaint)
    {
        var objects = Overlay.Of("prod").Objects.Where(o => o.Text("kind") == "Deployment").Select(o => o.DeepClone().AsObject()).ToList();
        var container = objects.SelectMany(o => o.Items("spec", "template", "spec", "containers")).First();
        container["securityContext"]![field] = JsonNode.Parse(value);
        var mistake = Assert.Single(OfficialSchemas.Check(objects));
        Assert.Contains(field, mistake, StringComparison.Ordinal);
        Assert.Contains(complaint, mistake, StringComparison.Ordinal);
    }
}
