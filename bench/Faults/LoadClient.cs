using System.Globalization;

namespace PromptGrid.Bench.Faults;

/// <summary>
/// One user who likes, saves, publishes, forks and edits, one request at a time, and remembers what was answered. Nobody
/// else writes what this user writes, so that after an answer the state is known, and after none it is one of two.
/// </summary>
internal sealed class LoadClient(string handle, string userId, Wire wire, Tally tally, IReadOnlyList<string> targets, Random random)
{
    private const int PublicationsMax = 30;

    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<(string Kind, string Prompt), HashSet<bool>> _edges = [];
    private readonly List<Publication> _publications = [];
    private long _answeredAt;
    private int _made;

    public string UserId => userId;

    /// <summary>The states each edge may be in now.</summary>
    public IReadOnlyDictionary<(string Kind, string Prompt), HashSet<bool>> Edges => _edges;

    public IReadOnlyList<Publication> Publications => _publications;

    /// <summary>When the last answered change was sent, by this machine's monotonic clock.</summary>
    public long AnsweredAt => Volatile.Read(ref _answeredAt);

    /// <summary>Works until it is told to stop; what it is at, it finishes.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var sentAt = System.Diagnostics.Stopwatch.GetTimestamp();
            var answered = await StepAsync();
            if (answered) Volatile.Write(ref _answeredAt, sentAt);
            await Task.Delay(answered ? TimeSpan.FromMilliseconds(random.Next(8)) : PauseAfterRefusal, CancellationToken.None);
        }
    }

    /// <summary>Repeats what has a key and was never answered: it must be answered now.</summary>
    public async Task SettleAsync()
    {
        foreach (var publication in _publications.Where(p => p is { Id: null, Key: not null }))
        {
            if (!await SubmitAsync(publication)) throw new CaseFailedException($"{publication.Path} could not be settled when all was quiet.");
        }
    }

    /// <returns>True when a change was answered.</returns>
    private Task<bool> StepAsync()
    {
        var roll = random.Next(100);
        if (roll < 50) return SetAsync("like", random.Next(100) < 60);
        if (roll < 72) return SetAsync("save", random.Next(100) < 60);
        var open = _publications.Find(p => p is { Id: null, Key: not null });
        if (open is not null && roll < 86) return SubmitAsync(open);
        if (roll < 80) return PublishAsync(source: null);
        if (roll < 86) return PublishAsync(targets[random.Next(targets.Count)]);
        var own = _publications.FindAll(p => p.Id is not null);
        if (own.Count == 0) return PublishAsync(source: null);
        var one = own[random.Next(own.Count)];
        return roll < 93 && one.Key is not null ? SubmitAsync(one) : EditAsync(one);
    }

    private async Task<bool> SetAsync(string kind, bool wanted)
    {
        var prompt = targets[random.Next(targets.Count)];
        if (!_edges.TryGetValue((kind, prompt), out var possible)) _edges[(kind, prompt)] = possible = [false];
        possible.Add(wanted);
        // Few networks for many users: some of what is liked is an echo, which boards must not count.
        var from = string.Create(CultureInfo.InvariantCulture, $"198.51.100.{1 + random.Next(4)}");
        if (await wire.SendAsync(wanted ? HttpMethod.Put : HttpMethod.Delete, $"/v1/prompts/{prompt}/{kind}", from: from) is not { } answer) return false;
        if (!Succeeded(answer, $"{kind} = {wanted}")) return false;
        if (answer.Body.GetProperty(kind == "like" ? "liked" : "saved").GetBoolean() != wanted) tally.AddBad($"{kind} was set to {wanted}, and the answer says otherwise");
        possible.Clear();
        possible.Add(wanted);
        return true;
    }

    private Task<bool> PublishAsync(string? source)
    {
        if (_publications.Count >= PublicationsMax) return SetAsync("like", wanted: true);
        var number = _made++;
        // One word that nothing else has, so that search can be asked for it. Some go without a key, as many clients do.
        var title = string.Create(CultureInfo.InvariantCulture, $"{handle.Replace("-", "", StringComparison.Ordinal)}w{number}x");
        var publication = new Publication(title, source, random.Next(5) == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"key-{number}"));
        _publications.Add(publication);
        return SubmitAsync(publication);
    }

    private async Task<bool> SubmitAsync(Publication publication)
    {
        if (await wire.SendAsync(HttpMethod.Post, publication.Path, publication.Body, publication.Key) is not { } answer) return false;
        if (!Succeeded(answer, "publish")) return false;
        var id = answer.Text("id");
        if (publication.Id is null)
        {
            publication.Id = id;
            if (publication.Contents.Count == 0) publication.Contents.Add(answer.Text("content"));
            publication.Versions[1] = answer.Text("content");
        }
        else if (publication.Id != id)
        {
            tally.AddBad("one key made two prompts");
        }
        else
        {
            if (!answer.IsReplay) tally.AddBad("a repeated key was not said to be one");
            tally.CountReplay();
        }

        return true;
    }

    private async Task<bool> EditAsync(Publication publication)
    {
        var path = "/v1/prompts/" + publication.Id;
        if (await wire.SendAsync(HttpMethod.Get, path) is not { } seen) return false;
        if (!Succeeded(seen, "read before an edit", counts: false)) return false;
        var content = string.Create(CultureInfo.InvariantCulture, $"Edit {_made++} of {publication.Title}.");
        publication.Contents.Add(content);
        if (await wire.SendAsync(HttpMethod.Patch, path, new { content }, ifMatch: seen.ETag) is not { } answer) return false;
        // An edit that was never answered took effect meanwhile.
        if (answer.Status == 412) return false;
        if (!Succeeded(answer, "edit")) return false;
        if (answer.Text("content") != content) tally.AddBad("an edit was answered with another content");
        publication.Contents.Clear();
        publication.Contents.Add(content);
        publication.Versions[answer.Body.GetProperty("version").GetProperty("number").GetInt32()] = content;
        return true;
    }

    private bool Succeeded(Answer answer, string what, bool counts = true)
    {
        if (!answer.IsSuccess)
        {
            tally.AddBad(string.Create(CultureInfo.InvariantCulture, $"{what}: {answer.Status} {answer.Body}"));
            return false;
        }

        if (counts) tally.CountAnswer();
        return true;
    }
}
