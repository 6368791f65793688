using PromptGrid.Testing;

namespace PromptGrid.Api.Tests.Import;

/// <summary>A fact about real files of prompts. Elsewhere it is skipped, and says so.</summary>
public sealed class DataFilesFactAttribute : FactAttribute
{
    public DataFilesFactAttribute() => Skip = DataFiles.Folder is null ? "There are no data files: PROMPTGRID_DATA_FILES names no folder with prompts-chat.csv and corpus.jsonl." : null;
}
