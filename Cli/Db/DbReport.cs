using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Cli.Local;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Projections;
using PromptGrid.Search;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Cli.Db;

/// <summary>What a data folder holds at one moment; counted while others may write, so sums may be off by what they wrote.</summary>
internal sealed class DbReport
{
    private const int PageSize = 1_000;
    private const int LettersShown = 10;
    private const int LettersMax = 1_000;

    private readonly List<(string Title, List<(string Name, string Value)> Rows)> _sections = [];

    private DbReport()
    {
    }

    /// <param name="alone">True: no other process has the folder open, so the search index may be asked too.</param>
    public static async Task<DbReport> ReadAsync(LocalFolder folder, bool alone, CancellationToken cancellationToken)
    {
        var store = folder.Services.GetRequiredService<ILedgerStore>();
        await store.OpenReadOnlyAsync(cancellationToken);
        var report = new DbReport();
        report.Add("Folder", [("path", folder.Data.Path), ("in use", alone ? "no" : "yes")]);
        report.Add("Documents", await DocumentsAsync(store.Reader, cancellationToken));
        var heads = new long[store.Reader.PartitionCount];
        for (var partition = 0; partition < heads.Length; partition++) heads[partition] = await store.Reader.ReadHeadAsync(partition, cancellationToken);
        report.Add("Partitions", [("events", Words.Number(heads.Sum())), .. heads.Select((head, partition) => ($"head of {partition}", Words.Number(head)))]);
        report.Add("Checkpoints", await CheckpointsAsync(folder, heads, alone, cancellationToken));
        report.Add("Dead letters", await LettersAsync(store.Checkpoints, cancellationToken));
        report.Add("Files", Files(folder.Data));
        return report;
    }

    public async Task WriteAsync(TextWriter output)
    {
        var width = _sections.SelectMany(s => s.Rows).Max(r => r.Name.Length);
        foreach (var (title, rows) in _sections)
        {
            await output.WriteLineAsync(title);
            foreach (var (name, value) in rows) await output.WriteLineAsync($"  {name.PadRight(width)}  {value}");
        }
    }

    private void Add(string title, List<(string Name, string Value)> rows) => _sections.Add((title, rows.Count > 0 ? rows : [("none", "")]));

    private static async Task<List<(string Name, string Value)>> DocumentsAsync(ILedgerReader reader, CancellationToken cancellationToken)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        string? after = null;
        while (await reader.ScanDocumentsAsync("", after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var document in page)
            {
                var kind = KindOf(document.Id);
                counts[kind] = counts.GetValueOrDefault(kind) + 1;
            }

            after = page[^1].Id;
        }

        return [.. counts.Select(c => (c.Key, Words.Number(c.Value)))];
    }

    /// <summary>Ids tell their kind: <c>prm_…</c>, <c>prm_…@3</c>, <c>usr_…/sessions</c>, <c>projection/…</c>.</summary>
    private static string KindOf(string id)
    {
        if (id.StartsWith("usr_", StringComparison.Ordinal) && id.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
        {
            return id[slash..] switch
            {
                "/sessions" => "session lists",
                "/keys" => "API key lists",
                "/erasure" => "accounts being erased",
                var other => "users' " + other[1..],
            };
        }

        var kind = id[..(id.IndexOfAny(['_', '/', '@']) is >= 0 and var end ? end : id.Length)];
        return (kind, id.IndexOfAny(['/', '@']) >= 0) switch
        {
            ("prm", false) => "prompts",
            ("prm", true) => "prompt versions",
            ("usr", false) => "users",
            ("job", _) => "import jobs",
            ("projection", _) => "projection notes",
            _ => kind,
        };
    }

    private static async Task<List<(string Name, string Value)>> CheckpointsAsync(LocalFolder folder, long[] heads, bool alone, CancellationToken cancellationToken)
    {
        var rows = new List<(string, string)>();
        foreach (var projection in folder.Services.GetServices<IProjection>())
        {
            if (projection.Name == ProjectionNames.Search && !alone)
            {
                rows.Add((projection.Name, "known to the process that has the folder open"));
                continue;
            }

            try
            {
                long done = 0;
                for (var partition = 0; partition < heads.Length; partition++) done += await projection.ReadCheckpointAsync(partition, cancellationToken);
                rows.Add((projection.Name, $"{Words.Number(done)}, {Words.Number(Math.Max(0, heads.Sum() - done))} events behind"));
            }
            catch (Exception e) when (e is SearchUnavailableException or DbException or IOException)
            {
                rows.Add((projection.Name, "cannot be read"));
            }
        }

        return rows;
    }

    private static async Task<List<(string Name, string Value)>> LettersAsync(ICheckpoints checkpoints, CancellationToken cancellationToken)
    {
        var letters = await checkpoints.ListDeadLettersAsync(null, LettersMax, cancellationToken);
        return
        [
            ("count", letters.Count < LettersMax ? Words.Number(letters.Count) : Words.Number(LettersMax) + " or more"),
            .. letters.Take(LettersShown).Select(l => (l.Projection, Words.Printable($"{l.Position.Partition}/{l.Position.Sequence} {l.EventName} {l.Subject}: {l.Reason}"))),
        ];
    }

    private static List<(string Name, string Value)> Files(DataDirectory data)
    {
        var folder = new DirectoryInfo(data.Path);
        var files = folder.EnumerateFiles().Select(f => (f.Name, f.Length));
        var folders = folder.EnumerateDirectories().Select(d => (Name: d.Name + "/", Length: d.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length)));
        var all = files.Concat(folders).Where(f => f.Length > 0).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        return [.. all.Select(f => (f.Name, Words.Bytes(f.Length))), ("together", Words.Bytes(all.Sum(f => f.Length)))];
    }
}
