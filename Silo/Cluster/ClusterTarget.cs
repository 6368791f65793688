using Microsoft.Extensions.Configuration;
using Npgsql;
using PromptGrid.Ledger;

namespace PromptGrid.Silo.Cluster;

/// <summary>The database that the processes of a cluster share.</summary>
internal static class ClusterTarget
{
    /// <summary>The name under which Orleans knows the driver.</summary>
    public const string Driver = "Npgsql";

    /// <summary>Connections that Orleans may hold for its list of silos and its grain storage.</summary>
    private const int ConnectionsMax = 8;

    /// <summary>The connection string for Orleans' own tables, which are in the ledger's database.</summary>
    /// <exception cref="InvalidOperationException">No PostgreSQL server is named.</exception>
    public static string ConnectionString(IConfiguration configuration)
    {
        var target = LedgerTarget.Parse(configuration.GetConnectionString(LedgerServiceCollectionExtensions.ConnectionName), "");
        if (!target.IsPostgres)
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:{LedgerServiceCollectionExtensions.ConnectionName} must name a PostgreSQL server (Host=…): the processes of a cluster share it.");
        }

        var settings = new NpgsqlConnectionStringBuilder(target.Value) { ApplicationName = "PromptGrid silos" };
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, ConnectionsMax);
        return settings.ConnectionString;
    }
}
