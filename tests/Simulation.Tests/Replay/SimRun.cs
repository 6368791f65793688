using System.Globalization;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>One seed, from an empty disk to the audit.</summary>
internal static class SimRun
{
    private const int ClientsMax = 5;
    private const int CommandsMax = 22;
    private const long StepsMax = 2_000_000;

    /// <summary>Runs a seed on a thread of its own, where nothing but the simulation happens.</summary>
    /// <exception cref="SimFailureException">A promise was broken.</exception>
    public static async Task<SimResult> RunAsync(int seed, Flaw flaw = Flaw.None, bool withTrace = false)
    {
        var log = withTrace ? new List<string>() : null;
        var done = new TaskCompletionSource<SimResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(Run(seed, flaw, log));
            }
            catch (Exception e)
            {
                done.SetException(new SimFailureException(seed, e, log));
            }
        });
        thread.Start();
        return await done.Task;
    }

    private static SimResult Run(int seed, Flaw flaw, List<string>? log)
    {
        using var world = new SimWorld(seed, flaw, log);
        var known = new ClientKnowledge();
        var commands = 0;
        world.RunUntil(
            async () =>
            {
                var clients = new List<Task>();
                var left = world.Random.Next(2, ClientsMax + 1);
                var nemesis = new Nemesis(world).RunAsync(() => left == 0);
                for (var i = left; i > 0; i--)
                {
                    var count = world.Random.Next(5, CommandsMax);
                    commands += count;
                    clients.Add(RunClientAsync(new Client(world, known, string.Create(CultureInfo.InvariantCulture, $"client {i}")), count));
                }

                foreach (var client in clients) await client;
                await nemesis;

                async Task RunClientAsync(Client client, int count)
                {
                    await client.RunAsync(count);
                    left--;
                }
            },
            StepsMax);
        world.Faults.Stop();
        world.Heal();
        world.RunUntil(() => SimAudit.RunAsync(world, known), StepsMax);
        return new SimResult(seed, world.Scheduler.Hash, world.Scheduler.Steps, commands, world.Echoes);
    }
}

/// <param name="Hash">Over every step: equal runs have equal hashes.</param>
/// <param name="Echoes">Likes and saves that boards did not count, in every look of the audit.</param>
internal sealed record SimResult(int Seed, ulong Hash, long Steps, int Commands, int Echoes);

/// <summary>A seed that broke a promise, with how to see it again.</summary>
internal sealed class SimFailureException(int seed, Exception inner, List<string>? log) : Exception(
    $"Seed {seed} fails: {inner.Message}\nReplay it: PROMPTGRID_SIMULATION_SEED={seed} dotnet test tests/Simulation.Tests --filter SeedTests"
        + (log is null ? "" : "\n" + string.Join('\n', log)),
    inner);
