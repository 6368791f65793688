namespace PromptGrid.Silo.Hosting;

/// <summary>Another process has the data folder open. Nothing in it was touched. The message is for a person.</summary>
public sealed class DataDirectoryInUseException(string path, Exception inner)
    : Exception($"The data folder '{path}' is in use by a PromptGrid server or command that runs now; only one may open it at a time.", inner)
{
    /// <summary>The folder.</summary>
    public string DataPath { get; } = path;
}
