namespace PromptGrid.Search.Sqlite.Columns;

/// <summary>The fields whose values are numbered. Stored: never renumber.</summary>
internal enum PromptField
{
    Type = 0,
    Tag = 1,
    Model = 2,
    Category = 3,
    License = 4,
    Author = 5,
}
