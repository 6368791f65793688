using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using PromptGrid.Api.Hosting;
using PromptGrid.Domain.Common;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Bench.Driver.Growth;

/// <summary>
/// What an active prompt grain takes beyond its text: the runtime in this process, as in a server, each prompt read once
/// through its grain, the heap measured after a full collection before and after. Text is title, description, content and
/// messages as they stand in memory, two bytes a character.
/// </summary>
internal sealed class MemoryCurve
{
    public const int ActiveMax = 100_000;

    private readonly List<(int Active, double Heap, double Text, double Resident)> _rows = [];

    public async Task MeasureAsync(GrowingGrid grid)
    {
        await using var host = ApiApplication.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(
            [
                new(DataDirectory.Setting, grid.Folder),
                new(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0"),
                new("StarterPrompts:Enabled", "false"),
            ]);
            builder.Logging.ClearProviders();
        });
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var reader = host.Services.GetRequiredService<ILedgerReader>();
        var ids = await IdsAsync(reader, grid.Size);

        // What is made once (compiled code, prepared statements, pools, word lists) is there before anything counts.
        await ReadAsync(grains, ids.Take(100));
        var before = (Heap: GC.GetTotalMemory(forceFullCollection: true), Resident: Resident());
        var characters = await ReadAsync(grains, ids.Skip(100));
        var active = ids.Count - 100;
        var after = (Heap: GC.GetTotalMemory(forceFullCollection: true), Resident: Resident());
        _rows.Add((active, (after.Heap - before.Heap) / (double)active, characters * 2.0 / active, (after.Resident - before.Resident) / (double)active));
        GrowthCurves.Say(Describe(_rows[^1]));
        GC.KeepAlive(ids);
        await host.StopAsync();
    }

    public void Report()
    {
        Console.WriteLine();
        Console.WriteLine("Memory of active prompt grains, bytes for each (floor: 4,096 beyond its text, goal: 2,048):");
        Console.WriteLine();
        Console.WriteLine("| active prompts | heap | its text | beyond its text | resident set |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var row in _rows) Console.WriteLine(Describe(row));
    }

    /// <summary>Draws what was measured so far.</summary>
    public void Draw()
    {
        GrowthCurves.Save(
            new Plot(
                "Memory of an active prompt", "active prompts", "bytes for each prompt",
                [
                    new Series("heap", [.. _rows.Select(r => ((double)r.Active, r.Heap))]),
                    new Series("heap beyond its text", [.. _rows.Select(r => ((double)r.Active, r.Heap - r.Text))]),
                ],
                (4_096, "floor, beyond its text")),
            "memory");
    }

    private static async Task<List<string>> IdsAsync(ILedgerReader reader, int count)
    {
        var ids = new List<string>(count);
        string? after = null;
        while (ids.Count < count && await reader.ScanDocumentsAsync(EntityIds.Prompt + "_", after, 1_000) is { Count: > 0 } page)
        {
            // A prompt's versions stand beside it.
            ids.AddRange(page.Select(d => d.Id).Where(EntityIds.IsPrompt));
            after = page[^1].Id;
        }

        return ids;
    }

    /// <returns>The characters of their texts.</returns>
    private static async Task<long> ReadAsync(IGrainFactory grains, IEnumerable<string> ids)
    {
        long characters = 0;
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (id, _) =>
        {
            if (!(await grains.Prompt(id).GetAsync(null)).TryGet(out var snapshot, out var failure)) throw new InvalidOperationException(failure.Detail);
            var prompt = snapshot.Prompt;
            Interlocked.Add(ref characters, prompt.Title.Length + prompt.Description.Length + prompt.Content.Length + prompt.Messages.Sum(m => m.Content?.Length ?? 0));
        });
        return characters;
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static string Describe((int Active, double Heap, double Text, double Resident) row) =>
        string.Create(CultureInfo.InvariantCulture, $"| {row.Active:N0} | {row.Heap:N0} | {row.Text:N0} | {row.Heap - row.Text:N0} | {row.Resident:N0} |");
}
