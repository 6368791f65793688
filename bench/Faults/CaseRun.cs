using System.Globalization;

namespace PromptGrid.Bench.Faults;

/// <summary>What one run of one case has at hand, and what came of it.</summary>
internal sealed class CaseRun(string name, int seed, string folder, Action<string> log)
{
    // Its own sequence per case, so that a case decides alike alone and among others.
    public Random Random { get; } = new(unchecked((seed * 397) ^ Checksum(name)));

    /// <summary>Takes what the server prints.</summary>
    public Action<string> Log => log;

    /// <summary>What a reader of the table should know.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Why the case failed, beside what the verification found.</summary>
    public List<string> Failures { get; } = [];

    public Stage? Stage { get; set; }

    public Findings Findings { get; private set; } = new();

    public bool IsConcluded { get; private set; }

    public bool IsGood => IsConcluded && Findings.IsClean && Failures.Count == 0;

    public string NewFolder(string kind) => Directory.CreateDirectory(Path.Combine(folder, kind)).FullName;

    /// <summary>Waits a random time.</summary>
    public Task PauseAsync(int fromMs, int toMs) => Task.Delay(Random.Next(fromMs, toMs));

    public void Note(FormattableString note) => Notes.Add(note.ToString(CultureInfo.InvariantCulture));

    /// <summary>Ends the load, waits until all is quiet, and compares everything.</summary>
    public async Task ConcludeAsync()
    {
        var stage = Stage!;
        await stage.Load.StopAsync();
        Findings = await new Verification(stage).RunAsync();
        if (stage.Server.HasExited) Failures.Add("the server ended by itself");
        IsConcluded = true;
    }

    private static int Checksum(string text)
    {
        var sum = 17;
        foreach (var c in text) sum = unchecked((sum * 31) + c);
        return sum;
    }
}
