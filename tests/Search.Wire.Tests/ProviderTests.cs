using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Search.Elasticsearch;
using PromptGrid.Search.None;
using PromptGrid.Search.Sqlite;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Search.Wire.Tests;

/// <summary>Which index the settings choose, in the composition that every process of both editions begins with.</summary>
public sealed class ProviderTests
{
    [Theory]
    [InlineData(null, false, typeof(SqliteSearchIndex), true)]
    [InlineData(null, true, typeof(ElasticsearchSearchIndex), false)]
    [InlineData("elasticsearch", true, typeof(ElasticsearchSearchIndex), false)]
    [InlineData("Sqlite", true, typeof(SqliteSearchIndex), true)]
    [InlineData("None", true, typeof(NoSearchIndex), false)]
    public void Beside_PostgreSQL_only_an_index_in_a_file_takes_the_folder_for_itself(string? provider, bool namesNodes, Type index, bool locks)
    {
        var folder = Directory.CreateTempSubdirectory("provider-").FullName;
        try
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["PROMPTGRID_DATA"] = folder,
                ["ConnectionStrings:Ledger"] = "Host=127.0.0.1;Database=grid",
                ["Search:Provider"] = provider,
                ["Search:Elasticsearch:Nodes:0"] = namesNodes ? "http://127.0.0.1:9200" : null,
            }).Build();
            var services = new ServiceCollection().AddPromptGridStores(configuration);
            Assert.Equal(
                [index], services.Select(s => s.ServiceType).Where(t => t == typeof(SqliteSearchIndex) || t == typeof(ElasticsearchSearchIndex) || t == typeof(NoSearchIndex)));
            Assert.Equal(locks, services.Any(s => s.ServiceType == typeof(DataDirectoryLock)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
