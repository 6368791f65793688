using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Silo.Cluster;

namespace PromptGrid.Cluster.Tests;

public sealed class ClusterSettingsTests
{
    private const string Postgres = "Host=127.0.0.1;Database=grid";

    [Fact]
    public void Without_settings_the_defaults_are_valid() => Assert.Equal(11_111, ClusterHost.SettingsOf(Given()).SiloPort);

    [Theory]
    [InlineData("Cluster:Address", "somewhere", "not an IP address")]
    [InlineData("Cluster:SiloPort", "0", "SiloPort")]
    [InlineData("Cluster:CallTimeout", "00:00:02", "must be longer")]
    public void A_wrong_setting_is_refused_in_words(string key, string value, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidOperationException>(() => ClusterHost.SettingsOf(Given((key, value)))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_ledger_in_a_file_is_refused() => Assert.Contains(
        "PostgreSQL", Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddPromptGridSilo(Given(("Search:Provider", "None")))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_index_in_a_file_is_refused_where_other_processes_would_not_see_it(bool silo)
    {
        var configuration = Given(("ConnectionStrings:Ledger", Postgres));
        var services = new ServiceCollection();
        var refusal = Assert.Throws<InvalidOperationException>(() => silo ? services.AddPromptGridSilo(configuration) : services.AddPromptGrid(configuration));
        Assert.Contains("Search:Provider", refusal.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Given(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
}
