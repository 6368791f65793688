namespace PromptGrid.Testing;

/// <summary>Settings of this edition for a server that is a process of its own.</summary>
public static class EditionEnvironment
{
    /// <summary>Adds what a server needs to start, which may be a database of its own.</summary>
    public static async Task AddEditionAsync(this IDictionary<string, string?> environment)
    {
        var settings = await EditionSettings.MakeAsync();
        EditionSettings.BeforeStart(settings);
        foreach (var (name, value) in settings) environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
    }
}
