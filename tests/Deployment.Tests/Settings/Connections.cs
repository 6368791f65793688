using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PromptGrid.Deployment.Tests.Settings;

/// <summary>Counts connections to PostgreSQL as docs/operations/cluster.md does.</summary>
internal static class Connections
{
    private const int ForOrleans = 8;
    private const int Reserved = 10;

    /// <summary>Fails unless all processes can fill their pools at once.</summary>
    public static void Fit(int processes, string connectionString, string serverArguments)
    {
        var words = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var pool = int.Parse((string)words["Maximum Pool Size"], CultureInfo.InvariantCulture);
        var allowed = int.Parse(Regex.Match(serverArguments, "max_connections=([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True((processes * ((2 * pool) + ForOrleans)) + Reserved <= allowed, $"{processes} processes with two pools of {pool} want more than {allowed} connections.");
    }
}
