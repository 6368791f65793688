using System.Data.Common;
using Npgsql;

namespace PromptGrid.Ledger;

/// <summary>Which database a connection string means.</summary>
/// <param name="IsPostgres">True: <paramref name="Value"/> is an Npgsql connection string. False: it is the path of a SQLite
/// file.</param>
public readonly record struct LedgerTarget(bool IsPostgres, string Value)
{
    private static readonly string[] FileWords = ["Data Source", "DataSource", "Filename"];

    public static LedgerTarget Parse(string? connectionString, string defaultFile)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
            return new LedgerTarget(false, defaultFile);
        if (Uri.TryCreate(connectionString, UriKind.Absolute, out var uri) && uri.Scheme is "postgres" or "postgresql")
            return new LedgerTarget(true, FromUri(uri!));

        var words = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (words.ContainsKey("Host") || words.ContainsKey("Server"))
            return new LedgerTarget(true, connectionString);
        foreach (var word in FileWords)
        {
            if (words.TryGetValue(word, out var file) && file is string { Length: > 0 } path)
                return new LedgerTarget(false, path);
        }

        // The string may hold a password: the message names only what is missing.
        throw new InvalidOperationException(
            "ConnectionStrings:Ledger names neither a PostgreSQL server (Host=…) nor a SQLite file (Data Source=…).");
    }

    // The form that hosting platforms hand out; what follows the question mark are Npgsql's own words.
    private static string FromUri(Uri uri)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.IsDefaultPort || uri.Port < 0 ? NpgsqlConnection.DefaultPort : uri.Port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
        };
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var word = parts[0] == "sslmode" ? "SSL Mode" : Uri.UnescapeDataString(parts[0]);
            builder[word] = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]).Replace("-", "", StringComparison.Ordinal) : "";
        }

        return builder.ConnectionString;
    }
}
