namespace PromptGrid.Deployment.Tests.Settings;

public sealed class SettingNamesTests
{
    [Theory]
    [InlineData("Cluster__Address", true)]
    [InlineData("Cluster__Adress", false)]
    [InlineData("Cluster__Address__0", false)]
    [InlineData("Proxies__Networks__0", true)]
    [InlineData("Proxies__Networks", false)]
    [InlineData("Ledger__Partitions", true)]
    [InlineData("Media__S3__Bucket", true)]
    [InlineData("Media__S3__Buckets", false)]
    [InlineData("ExternalSignIn__GitHub__ClientSecret", true)]
    [InlineData("ExternalSignIn__Gitlab__ClientSecret", false)]
    [InlineData("Telemetry__Endpoint", true)]
    [InlineData("Search__Provider", true)]
    [InlineData("ConnectionStrings__Ledger", true)]
    [InlineData("ConnectionStrings__Database", false)]
    [InlineData("PROMPTGRID_PORT", false)]
    public void A_name_is_known_when_a_program_reads_it(string variable, bool known) => Assert.Equal(known, SettingNames.IsKnown(variable));

    [ElasticsearchFact]
    public void The_settings_of_Elasticsearch_are_those_of_its_options()
    {
        Assert.True(SettingNames.IsKnown("Search__Elasticsearch__Nodes__0"));
        Assert.True(SettingNames.IsKnown("Search__Elasticsearch__ApiKey"));
        Assert.False(SettingNames.IsKnown("Search__Elasticsearch__Node"));
    }

    private sealed class ElasticsearchFactAttribute : FactAttribute
    {
        public ElasticsearchFactAttribute() => Skip = SettingNames.Has(SettingNames.Elasticsearch) ? null : "This tree has no index in Elasticsearch: its settings are not compared.";
    }
}
