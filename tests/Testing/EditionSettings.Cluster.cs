using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace PromptGrid.Testing;

/// <summary>What a server in this process needs to run in the Cluster edition: a database of its own, and ports for a silo
/// that is in this process too. It alone searches, so its index may be a file.</summary>
public static class EditionSettings
{
    /// <summary>Whether a server keeps its ledger in a file of its folder unless a test says otherwise.</summary>
    public const bool LedgerIsAFile = false;

    /// <summary>What the grain runtime measures, by one name of many.</summary>
    public const string GrainInstrument = "orleans-catalog-activations";

    /// <summary>Where the spans of grain calls come from.</summary>
    public const string GrainSource = "Microsoft.Orleans.Application";

    public static async Task<Dictionary<string, string?>> MakeAsync()
    {
        var postgres = await PostgresServer.SharedAsync();
        return new Dictionary<string, string?>
        {
            // Many servers share one PostgreSQL, and each has several pools that outlive it for a while.
            ["ConnectionStrings:Ledger"] = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync())
            {
                MaxPoolSize = 8,
                ConnectionIdleLifetime = 3,
                ConnectionPruningInterval = 1,
            }.ConnectionString,
            ["Cluster:CoHosted"] = "true",
            ["Cluster:Address"] = "127.0.0.1",
            ["Search:Provider"] = "Sqlite",
        };
    }

    /// <summary>Called before each start, also of a server that was stopped.</summary>
    public static void BeforeStart(Dictionary<string, string?> settings)
    {
        settings["Cluster:SiloPort"] = FreePort();
        settings["Cluster:GatewayPort"] = FreePort();
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
