using PromptGrid.Search.Sqlite.Storage;

namespace PromptGrid.Search.Sqlite;

/// <summary>Reads what audits compare.</summary>
internal static class AuditReader
{
    /// <summary>To be called within a transaction: rows and checkpoints must be of one moment.</summary>
    public static SearchAuditPage Scan(SqliteDatabase database, string? afterId, int limit)
    {
        var checkpoints = new Dictionary<int, long>();
        var statement = database.Statement("SELECT partition, sequence FROM checkpoints");
        while (statement.Step())
            checkpoints[statement.Int32(0)] = statement.Int64(1);
        var rows = new List<SearchAuditRow>();
        statement = database.Statement("SELECT id, revision, likes, saves, forks FROM prompts WHERE id > ? ORDER BY id LIMIT ?")
            .BindText(1, afterId ?? "").Bind(2, limit);
        while (statement.Step())
            rows.Add(new SearchAuditRow(statement.Text(0), statement.Int64(1), statement.Int64(2), statement.Int64(3), statement.Int64(4)));
        return new SearchAuditPage(checkpoints, rows);
    }
}
