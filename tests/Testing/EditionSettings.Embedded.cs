namespace PromptGrid.Testing;

/// <summary>What a server in this process needs to run in the Embedded edition: nothing but its folder.</summary>
public static class EditionSettings
{
    /// <summary>Whether a server keeps its ledger in a file of its folder unless a test says otherwise.</summary>
    public const bool LedgerIsAFile = true;

    /// <summary>What the grain runtime measures, by one name of many.</summary>
    public const string GrainInstrument = "promptgrid.grains.call.duration";

    /// <summary>Where the spans of grain calls come from.</summary>
    public const string GrainSource = "PromptGrid.Embedded";

    public static Task<Dictionary<string, string?>> MakeAsync() => Task.FromResult(new Dictionary<string, string?>());

    /// <summary>Called before each start, also of a server that was stopped.</summary>
    public static void BeforeStart(Dictionary<string, string?> settings) => ArgumentNullException.ThrowIfNull(settings);
}
