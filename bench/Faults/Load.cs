using System.Diagnostics;
using System.Globalization;

namespace PromptGrid.Bench.Faults;

/// <summary>Many users at work at once on one server.</summary>
internal sealed class Load
{
    private const int ClientCount = 16;
    private const int OwnerCount = 4;
    private const int TargetCount = 20;

    private static readonly TimeSpan RecoveryMax = TimeSpan.FromSeconds(45);

    private readonly Server _server;
    private readonly int _seed;
    private readonly List<LoadClient> _clients = [];
    private readonly List<string> _targets = [];
    private readonly Dictionary<string, string> _owners = [];
    private CancellationTokenSource _stop = new();
    private List<Task> _running = [];

    public Load(Server server, int seed) => (_server, _seed) = (server, seed);

    public Tally Tally { get; } = new();

    public IReadOnlyList<LoadClient> Clients => _clients;

    /// <summary>The prompts that everybody likes, saves and forks.</summary>
    public IReadOnlyList<string> Targets => _targets;

    /// <summary>Handle and id of those who own the targets.</summary>
    public IReadOnlyDictionary<string, string> Owners => _owners;

    /// <summary>The longest time from the end of a fault until every client had a change answered that it sent after it.</summary>
    public TimeSpan Recovery { get; private set; }

    /// <summary>Registers the users and publishes the targets.</summary>
    public async Task PopulateAsync()
    {
        var random = new Random(_seed);
        for (var i = 0; i < OwnerCount; i++)
        {
            var (id, wire) = await RegisterAsync(string.Create(CultureInfo.InvariantCulture, $"owner-{i}"), _owners);
            for (var n = 0; n < TargetCount / OwnerCount; n++)
            {
                var body = new { title = string.Create(CultureInfo.InvariantCulture, $"Target {i} {n}"), content = "What everybody wants.", type = "text", tags = new[] { "target" } };
                _targets.Add((await wire.DemandAsync(HttpMethod.Post, "/v1/prompts", body)).Text("id"));
            }
        }

        for (var i = 0; i < ClientCount; i++)
        {
            var handle = string.Create(CultureInfo.InvariantCulture, $"client-{i}");
            var (id, wire) = await RegisterAsync(handle, null);
            _clients.Add(new LoadClient(handle, id, wire, Tally, _targets, new Random(random.Next())));
        }
    }

    public void Start()
    {
        _stop = new CancellationTokenSource();
        _running = [.. _clients.Select(c => Task.Run(() => c.RunAsync(_stop.Token)))];
    }

    /// <summary>Every client finishes what it is at; then what had a key and no answer is repeated.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _stop.Dispose();
        foreach (var client in _clients) await client.SettleAsync();
    }

    /// <summary>Ends the load without a word about what was under way; does nothing when it has ended.</summary>
    public async Task AbandonAsync()
    {
        if (_running.TrueForAll(r => r.IsCompleted)) return;
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    /// <summary>Waits until every client is served again, and remembers how long that took.</summary>
    /// <param name="since">When the fault was over; now, if it is not said.</param>
    public async Task RecoverAsync(long? since = null)
    {
        var over = since ?? Stopwatch.GetTimestamp();
        while (_clients.Any(c => c.AnsweredAt < over))
        {
            if (Stopwatch.GetElapsedTime(over) > RecoveryMax)
                throw new CaseFailedException($"{_clients.Count(c => c.AnsweredAt < over)} of {_clients.Count} clients were not served again within {RecoveryMax.TotalSeconds} s.");
            if (_server.HasExited) throw new CaseFailedException("The server ended by itself.");
            await Task.Delay(5);
        }

        var took = Stopwatch.GetElapsedTime(over);
        if (took > Recovery) Recovery = took;
    }

    private async Task<(string Id, Wire Wire)> RegisterAsync(string handle, Dictionary<string, string>? into)
    {
        var body = new { handle, email = handle + "@example.org", password = "a long password" };
        var registered = await new Wire(_server.Client, null, Tally).DemandAsync(HttpMethod.Post, "/v1/auth/register", body);
        var id = registered.Body.GetProperty("user").GetProperty("id").GetString()!;
        into?.Add(handle, id);
        return (id, new Wire(_server.Client, registered.Text("accessToken"), Tally));
    }
}
