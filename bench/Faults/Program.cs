using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PromptGrid.Bench.Faults;
using PromptGrid.Bench.Faults.Cases;
using PromptGrid.Testing;

// bench/faults.sh [case…] [--seed N]
FaultCase[] cases =
[
    new("kill-sqlite", null, KillCases.SqliteAsync),
    new("kill-postgres", PostgresServer.Obstacle, KillCases.PostgresAsync),
    new("postgres-killed", PostgresServer.Obstacle, PostgresCases.KilledAsync),
    new("postgres-terminated", PostgresServer.Obstacle, PostgresCases.TerminatedAsync),
    new("postgres-cut", PostgresServer.Obstacle, PostgresCases.CutAsync),
    new("disk-sqlite", SmallDisk.Obstacle, DiskCases.SqliteAsync),
    new("disk-postgres", PostgresServer.Obstacle ?? SmallDisk.Obstacle, DiskCases.PostgresAsync),
    new("clock", ClockCase.Obstacle, ClockCase.RunAsync),
    new("poison-sqlite", null, PoisonCases.SqliteAsync),
    new("poison-postgres", PostgresServer.Obstacle, PoisonCases.PostgresAsync),
    new("search-torn", null, SearchCases.TornAsync),
    new("search-gone", PostgresServer.Obstacle, SearchCases.GoneAsync),
];

var names = new List<string>();
var seed = RandomNumberGenerator.GetInt32(1, 1_000_000);
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--seed" && i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var given))
    {
        seed = given;
        i++;
    }
    else if (Array.Exists(cases, c => c.Name == args[i]))
    {
        names.Add(args[i]);
    }
    else
    {
        await Console.Error.WriteLineAsync($"'{args[i]}' is no case. bench/faults.sh [case…] [--seed N]; cases: {string.Join(' ', cases.Select(c => c.Name))}");
        return 2;
    }
}

await using var session = new FaultSession(seed);
// Whoever interrupts this finds no process left behind.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, session.Interrupt);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, session.Interrupt);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}; search on Elasticsearch is not part of this run"));
foreach (var one in cases.Where(c => names.Count == 0 || names.Contains(c.Name))) await session.RunAsync(one);
return session.Report() ? 0 : 1;
