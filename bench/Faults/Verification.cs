using System.Globalization;
using System.Text.Json;

namespace PromptGrid.Bench.Faults;

/// <summary>
/// Compares what was answered with what the ledger holds, and everything that follows the ledger with it: over HTTP and
/// from the databases.
/// </summary>
internal sealed class Verification(Stage stage)
{
    private static readonly TimeSpan QuietMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FollowMax = TimeSpan.FromSeconds(10);

    /// <summary>The server answers with what it saw up to a second ago: earlier, it may speak of the time under load.</summary>
    private static readonly TimeSpan HealthAge = TimeSpan.FromMilliseconds(1_100);

    /// <summary>Profiles, lineage, trending, search.</summary>
    private const int ProjectionsMin = 4;

    private readonly Wire _wire = new(stage.Server.Client, null, stage.Load.Tally);
    private Truth _truth = null!;
    private Findings _findings = null!;

    /// <summary>Waits until nothing is behind, then compares.</summary>
    public async Task<Findings> RunAsync()
    {
        await QuietAsync();
        return await CompareAsync(FollowMax);
    }

    /// <summary>Compares.</summary>
    /// <param name="followMax">How long boards and the index may take to show what the projections have handled.</param>
    public async Task<Findings> CompareAsync(TimeSpan followMax)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            _findings = new Findings();
            _truth = await Truth.ReadAsync(stage.Ledger);
            CheckEdges();
            CheckEvents();
            await CheckPromptsAsync();
            await CheckCountsAsync();
            await CheckBoardAsync();
            await CheckProfilesAsync();
            await CheckSearchAsync();
            // Boards and the index are told a moment after the projections have handled what there is.
            if (_findings.IsClean || watch.Elapsed > followMax) return _findings;
            await Task.Delay(250);
        }
    }

    /// <summary>Waits until every projection has handled every event, twice in a row: a fork that is registered makes one
    /// more.</summary>
    private async Task QuietAsync()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var calm = 0; calm < 2;)
        {
            await Task.Delay(HealthAge);
            var late = await FindLateAsync();
            calm = late.Count == 0 ? calm + 1 : 0;
            if (watch.Elapsed > QuietMax) throw new CaseFailedException($"Not quiet after {QuietMax.TotalSeconds} s: {string.Join(", ", late)}.");
        }
    }

    /// <summary>What is not well or behind, as the server says.</summary>
    private async Task<List<string>> FindLateAsync()
    {
        using var response = await stage.Server.Client.GetAsync("/healthz/ready");
        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        var checks = body.GetProperty("checks").EnumerateArray().Select(c => (Name: c.GetProperty("name").GetString()!, Ok: c.GetProperty("ok").GetBoolean(), Detail: c.GetProperty("detail").GetString())).ToList();
        var projections = checks.Count(c => c.Name.StartsWith("projection ", StringComparison.Ordinal));
        if (projections < ProjectionsMin) throw new CaseFailedException($"/healthz/ready tells of {projections} projections.");
        return [.. checks.Where(c => !c.Ok || (c.Name.StartsWith("projection ", StringComparison.Ordinal) && c.Detail != "0 events behind")).Select(c => $"{c.Name}: {c.Detail}")];
    }

    private void CheckEdges()
    {
        foreach (var client in stage.Load.Clients)
        {
            foreach (var ((kind, prompt), possible) in client.Edges)
            {
                var isThere = _truth.Edges.Contains((kind, client.UserId, prompt));
                if (!possible.Contains(isThere)) _findings.AddLost($"{kind} of {client.UserId} to {prompt}: was answered to be {!isThere}");
            }
        }
    }

    /// <summary>The audit trail: numbered without gaps, never going back in time, and summing up to the edges.</summary>
    private void CheckEvents()
    {
        foreach (var partition in _truth.Events.GroupBy(e => e.Partition))
        {
            var expected = 1L;
            var at = long.MinValue;
            foreach (var e in partition)
            {
                if (e.Sequence != expected) _findings.AddOther($"partition {partition.Key} has {e.Sequence} where {expected} is due");
                // The clock of a process never goes back; of two processes one after the other that is not promised.
                if (stage.Restarts == 0 && e.At < at) _findings.AddOther($"event {partition.Key}/{e.Sequence} is older than the one before");
                (expected, at) = (e.Sequence + 1, e.At);
            }

            if (_truth.Heads[partition.Key] != expected - 1) _findings.AddOther($"the head of partition {partition.Key} is not its last event");
        }

        foreach (var (kind, name) in new[] { ("like", "prompt.likes-changed"), ("save", "prompt.saves-changed"), ("fork", "prompt.forks-changed") })
        {
            var sums = new Dictionary<string, long>();
            foreach (var e in _truth.Events.Where(e => e.Name == name && !stage.Poison.Contains((e.Partition, e.Sequence))))
            {
                using var body = JsonDocument.Parse(e.Body);
                sums[e.Subject] = sums.GetValueOrDefault(e.Subject) + body.RootElement.GetProperty("added").GetArrayLength() - body.RootElement.GetProperty("removed").GetArrayLength();
            }

            foreach (var prompt in stage.Load.Targets) _findings.Compare($"{kind}s of {prompt} in events", _truth.EdgesTo(kind, prompt), sums.GetValueOrDefault(prompt));
        }

        foreach (var letter in _truth.DeadLetters.Where(l => !stage.ExpectsDeadLetter(l))) _findings.AddOther("dead letter: " + letter);
    }

    private async Task CheckPromptsAsync()
    {
        var byTitle = _truth.Prompts.ToLookup(p => p.Title);
        foreach (var publication in stage.Load.Clients.SelectMany(c => c.Publications))
        {
            var stored = byTitle[publication.Title].ToList();
            if (stored.Count > 1) _findings.AddDoubled($"{publication.Title} is there {stored.Count} times");
            if (publication.Id is null) continue;
            if (stored.Count == 0 || stored[0].Id != publication.Id)
            {
                _findings.AddLost($"{publication.Title} was answered and is not there");
                continue;
            }

            var answer = await _wire.SendAsync(HttpMethod.Get, "/v1/prompts/" + publication.Id);
            if (answer is not { IsSuccess: true }) _findings.AddLost($"{publication.Title} cannot be read");
            else if (!publication.Contents.Contains(answer.Text("content"))) _findings.AddLost($"the last edit of {publication.Title}");
            foreach (var (number, content) in publication.Versions)
            {
                var version = await _wire.SendAsync(HttpMethod.Get, FormattableString.Invariant($"/v1/prompts/{publication.Id}/versions/{number}"));
                if (version is not { IsSuccess: true } || version.Text("content") != content) _findings.AddLost($"version {number} of {publication.Title}");
            }
        }

        foreach (var prompt in stage.Load.Targets)
        {
            _findings.Compare($"fork edges to {prompt}", _truth.Prompts.Count(p => p.ForkedFrom == prompt && !p.IsDeleted), _truth.EdgesTo("fork", prompt));
        }
    }

    /// <summary>Counters in the database and as the API says them.</summary>
    private async Task CheckCountsAsync()
    {
        foreach (var prompt in stage.Load.Targets)
        {
            var answer = await _wire.DemandAsync(HttpMethod.Get, "/v1/prompts/" + prompt);
            foreach (var (kind, name) in new[] { ("like", "likes"), ("save", "saves"), ("fork", "forks") })
            {
                var edges = _truth.EdgesTo(kind, prompt);
                _findings.Compare($"stored {name} of {prompt}", edges, _truth.Counters.GetValueOrDefault((prompt, name)));
                _findings.Compare($"shown {name} of {prompt}", edges, answer.Body.GetProperty("counts").GetProperty(name).GetInt64());
            }
        }
    }

    private async Task CheckBoardAsync()
    {
        // A month's board: within a case, decay takes less than a thousandth away.
        var board = (await _wire.DemandAsync(HttpMethod.Get, "/v1/trending?window=month")).Body.GetProperty("items").EnumerateArray()
            .ToDictionary(i => i.GetProperty("prompt").GetProperty("id").GetString()!, i => i.GetProperty("score").GetDouble());
        var signals = (await stage.Trending.QueryAsync("SELECT prompt, signals FROM trending_scores", r => (r.GetString(0), r.GetInt64(1)))).ToDictionary(s => s.Item1, s => s.Item2);
        foreach (var prompt in stage.Load.Targets)
        {
            var (likes, saves, forks) = (_truth.EdgesTo("like", prompt), _truth.EdgesTo("save", prompt), _truth.EdgesTo("fork", prompt));
            // An echo is in every count but in those of boards.
            (likes, saves) = (likes - _truth.EdgesTo("like-echo", prompt), saves - _truth.EdgesTo("save-echo", prompt));
            _findings.Compare($"signals of {prompt}", likes + saves + forks, signals.GetValueOrDefault(prompt));
            var expected = likes + (2 * saves) + (4 * forks);
            var shown = board.GetValueOrDefault(prompt);
            if (Math.Abs(shown - expected) > (0.005 * expected) + 0.01) _findings.AddOther(string.Create(CultureInfo.InvariantCulture, $"the board's score of {prompt} is {shown:F3}, should be {expected}"));
        }
    }

    private async Task CheckProfilesAsync()
    {
        foreach (var (handle, _) in stage.Load.Owners)
        {
            var profile = await _wire.DemandAsync(HttpMethod.Get, "/v1/users/" + handle);
            var owned = (await _wire.DemandAsync(HttpMethod.Get, $"/v1/users/{handle}/prompts?limit=100")).Body.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("id").GetString()!);
            _findings.Compare($"likes received by {handle}", owned.Sum(p => _truth.EdgesTo("like", p)), profile.Body.GetProperty("counts").GetProperty("likesReceived").GetInt64());
        }
    }

    private async Task CheckSearchAsync()
    {
        var index = stage.OpenSearch();
        var rows = (await index.QueryAsync("SELECT id, likes, saves, forks FROM prompts", r => (Id: r.GetString(0), Likes: r.GetInt64(1), Saves: r.GetInt64(2), Forks: r.GetInt64(3)))).ToDictionary(r => r.Id);
        foreach (var prompt in stage.Load.Targets)
        {
            if (!rows.TryGetValue(prompt, out var row))
            {
                _findings.AddLost($"{prompt} is not in the index");
                continue;
            }

            _findings.Compare($"indexed likes of {prompt}", _truth.EdgesTo("like", prompt), row.Likes);
            _findings.Compare($"indexed saves of {prompt}", _truth.EdgesTo("save", prompt), row.Saves);
            _findings.Compare($"indexed forks of {prompt}", _truth.EdgesTo("fork", prompt), row.Forks);
        }

        var liked = (await _wire.DemandAsync(HttpMethod.Get, "/v1/prompts?sort=liked&limit=100")).Body.GetProperty("items").EnumerateArray()
            .Select(p => p.GetProperty("counts").GetProperty("likes").GetInt64()).ToList();
        if (!liked.SequenceEqual(liked.OrderDescending())) _findings.AddOther("the list by likes is not in their order");
        foreach (var publication in stage.Load.Clients.SelectMany(c => c.Publications).Where(p => p.Id is not null))
        {
            var found = await _wire.DemandAsync(HttpMethod.Get, "/v1/search?q=" + publication.Title);
            if (!found.Body.GetProperty("items").EnumerateArray().Any(i => i.GetProperty("prompt").GetProperty("id").GetString() == publication.Id)) _findings.AddLost($"{publication.Title} is not found");
        }
    }
}
