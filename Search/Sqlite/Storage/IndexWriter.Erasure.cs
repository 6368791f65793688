using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Storage;

internal sealed partial class IndexWriter
{
    /// <summary>Erases an author's handle, words that no prompt has any more, and what old segments of words still hold of
    /// prompts that were taken out. Merging all segments takes as long as the index is large; queries go on.</summary>
    public void ForgetAuthor(string handle)
    {
        var authors = columns[PromptField.Author];
        if (authors.Find(handle) is not (> 0 and var number))
            return;
        database.Execute("PRAGMA secure_delete = ON");
        database.Statement("BEGIN IMMEDIATE").Run();
        var committed = false;
        try
        {
            database.Statement("UPDATE field_values SET value = '' WHERE field = ? AND number = ?").Bind(1, (int)PromptField.Author).Bind(2, number).Run();
            database.Statement("DELETE FROM vocabulary WHERE prompts <= 0").Run();
            database.Statement("INSERT INTO words (words) VALUES ('optimize')").Run();
            database.Statement("COMMIT").Run();
            committed = true;
        }
        finally
        {
            if (!committed)
                Forget(_nextRow);
            database.Execute("PRAGMA secure_delete = OFF");
        }

        authors.Forget(handle);
        database.Statement("PRAGMA wal_checkpoint(TRUNCATE)").Run();
    }
}
