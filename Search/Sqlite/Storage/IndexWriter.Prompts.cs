using System.Runtime.InteropServices;
using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Storage;

internal sealed partial class IndexWriter
{
    private void Upsert(SearchDocument document, CutText text, Lazy<TextCutter> old)
    {
        var find = database.Statement("SELECT row, revision, title_stems, trending FROM prompts WHERE id = ?").BindText(1, document.Id);
        if (!find.Step())
        {
            find.Reset();
            Insert(document, text);
            return;
        }

        var (row, revision, trending) = (find.Int32(0), find.Int64(1), find.Double(3));
        find.Reset();
        var tags = PreparedBatch.JoinTags(document);
        if (revision >= document.Revision)
        {
            // Its words were counted when the batch was prepared; count them back.
            old.Value.Cut(document.Title, tags, document.Description, document.Content, -1);
            return;
        }

        var before = ReadText(row);
        var after = new PromptText(document.Title, tags, document.Description, document.Content);
        var cutBefore = old.Value.Cut(before.Title, before.Tags, before.Description, before.Content, -1);
        if (before != after)
        {
            RemoveWords(row, cutBefore);
            AddWords(row, text);
            database.Statement("UPDATE texts SET title = ?, tags = ?, description = ?, content = ? WHERE row = ?")
                .BindText(1, after.Title).BindText(2, after.Tags).BindText(3, after.Description).BindText(4, after.Content).Bind(5, row).Run();
        }

        WritePrompt(document, text, row, trending, isNew: false);
    }

    private void Insert(SearchDocument document, CutText text)
    {
        var row = _nextRow++;
        WritePrompt(document, text, row, double.NegativeInfinity, isNew: true);
        database.Statement("INSERT INTO texts (row, title, tags, description, content) VALUES (?, ?, ?, ?, ?)")
            .Bind(1, row).BindText(2, document.Title).BindText(3, PreparedBatch.JoinTags(document))
            .BindText(4, document.Description).BindText(5, document.Content).Run();
        AddWords(row, text);
    }

    private void Delete(string id, Lazy<TextCutter> old)
    {
        if (database.Statement("DELETE FROM prompts WHERE id = ? RETURNING row").BindText(1, id).Scalar() is not { } known)
            return;
        var row = (int)known;
        var before = ReadText(row);
        RemoveWords(row, old.Value.Cut(before.Title, before.Tags, before.Description, before.Content, -1));
        database.Statement("DELETE FROM texts WHERE row = ?").Bind(1, row).Run();
        _afterCommit.Add(() => columns.Remove(row));
    }

    private PromptText ReadText(int row)
    {
        var read = database.Statement("SELECT title, tags, description, content FROM texts WHERE row = ?").Bind(1, row);
        var text = read.Step() ? new PromptText(read.Text(0), read.Text(1), read.Text(2), read.Text(3)) : new PromptText("", "", "", "");
        read.Reset();
        return text;
    }

    private void AddWords(int row, CutText text) => WriteStems(
        database.Statement("INSERT INTO words (rowid, title, tags, description, content) VALUES (?, ?, ?, ?, ?)"), row, text);

    // A contentless table forgets a row only when it is told exactly what the row held.
    private void RemoveWords(int row, CutText text) => WriteStems(
        database.Statement("INSERT INTO words (words, rowid, title, tags, description, content) VALUES ('delete', ?, ?, ?, ?, ?)"), row, text);

    private static void WriteStems(SqliteStatement statement, int row, CutText text) =>
        statement.Bind(1, row).BindUtf8(2, text.Title).BindUtf8(3, text.Tags).BindUtf8(4, text.Description).BindUtf8(5, text.Content).Run();

    private void WritePrompt(SearchDocument document, CutText text, int row, double trending, bool isNew)
    {
        var titleStems = text.TitleStems;
        var prompt = new IndexedPrompt
        {
            Row = row,
            Id = document.Id,
            Type = Number(PromptField.Type, document.Type),
            Author = Number(PromptField.Author, document.AuthorHandle),
            Category = Number(PromptField.Category, document.Category),
            License = Number(PromptField.License, document.License),
            Tags = Numbers(PromptField.Tag, document.Tags.AsSpan()),
            Models = Numbers(PromptField.Model, document.Models.AsSpan()),
            Created = document.CreatedAt.UtcTicks,
            TitleStems = titleStems,
            Likes = document.Likes,
            Trending = trending,
        };
        var write = database.Statement(isNew
            ? "INSERT INTO prompts (id, revision, type, author, category, license, tags, models, created, updated, likes, saves, forks, trending, title_stems, row) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            : "UPDATE prompts SET id = ?, revision = ?, type = ?, author = ?, category = ?, license = ?, tags = ?, models = ?, created = ?, updated = ?, likes = ?, saves = ?, forks = ?, trending = ?, title_stems = ? WHERE row = ?");
        write.BindText(1, document.Id).Bind(2, document.Revision)
            .Bind(3, prompt.Type).Bind(4, prompt.Author).Bind(5, prompt.Category).Bind(6, prompt.License)
            .BindBlob(7, MemoryMarshal.AsBytes(prompt.Tags.AsSpan())).BindBlob(8, MemoryMarshal.AsBytes(prompt.Models.AsSpan()))
            .Bind(9, prompt.Created).Bind(10, document.UpdatedAt.UtcTicks)
            .Bind(11, document.Likes).Bind(12, document.Saves).Bind(13, document.Forks).Bind(14, trending)
            .BindText(15, titleStems).Bind(16, row).Run();
        _afterCommit.Add(() => columns.Put(prompt));
    }

    private int Number(PromptField field, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return 0;
        var number = columns[field].Take(value, out var isNew);
        if (isNew)
        {
            database.Statement("INSERT INTO field_values (field, number, value) VALUES (?, ?, ?)")
                .Bind(1, (int)field).Bind(2, number).BindText(3, value).Run();
        }

        return number;
    }

    private int[] Numbers(PromptField field, ReadOnlySpan<string> values)
    {
        if (values.IsEmpty)
            return [];
        var numbers = new List<int>(values.Length);
        foreach (var value in values)
        {
            // A tag said twice, or once in capitals, counts once.
            if (Number(field, value) is > 0 and var number && !numbers.Contains(number))
                numbers.Add(number);
        }

        return [.. numbers];
    }

    private readonly record struct PromptText(string Title, string Tags, string Description, string Content);
}
