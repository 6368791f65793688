using System.Globalization;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Simulation.Tests;

/// <summary>
/// Random clients against the real grains, ledger, projections and index: commands in bursts, repeated commands, lost
/// answers, failed commits, crashes. Everything it decides follows from the seed; the order in which a burst's calls meet
/// is the scheduler's.
/// </summary>
internal sealed class Simulation(World world, Random random)
{
    private const int Users = 6;
    private const int PromptsMax = 12;

    private readonly IdGenerator _ids = new(TimeProvider.System);
    private readonly List<string> _users = [];
    // A burst's answers come on several threads at once.
    private readonly Lock _knowing = new();
    private int _operations;

    public Knowledge Known { get; } = new();

    public IReadOnlyList<string> UserIds => _users;

    /// <summary>Signs everybody up; without faults, so that there is somebody.</summary>
    public async Task PopulateAsync()
    {
        for (var i = 0; i < Users; i++)
        {
            var id = _ids.New(EntityIds.User);
            var handle = string.Create(CultureInfo.InvariantCulture, $"user{i}");
            var registered = await world.Grains.User(id).RegisterAsync(new UserRegistration(handle, handle + "@example.org", "x", null), null);
            Assert.Null(registered.Failure);
            _users.Add(id);
        }
    }

    public async Task StepAsync()
    {
        var burst = new List<Task>();
        var touched = new HashSet<string>(StringComparer.Ordinal);
        var chosen = new List<Func<Task>>();
        lock (_knowing)
        {
            for (var i = random.Next(1, 9); i > 0; i--) Command(chosen, touched);
        }

        foreach (var command in chosen) burst.Add(command());
        await Task.WhenAll(burst);
    }

    /// <summary>Repeats what was not answered until it is.</summary>
    public async Task SettleAsync()
    {
        foreach (var pending in Known.Pending.Values.ToList()) await CreateAsync(pending);
        Assert.Empty(Known.Pending);
    }

    private void Command(List<Func<Task>> burst, HashSet<string> touched)
    {
        var prompt = Known.Owners.Count == 0 ? null : Known.Owners.Keys.ElementAt(random.Next(Known.Owners.Count));
        var dice = random.Next(100);
        if (prompt is null || (dice < 8 && Known.Owners.Count + Known.Pending.Count < PromptsMax))
        {
            var source = prompt is not null && random.Next(2) == 0 ? prompt : null;
            var pending = Known.Pending.Count > 0 && random.Next(2) == 0 ? Known.Pending.Values.First() : New(source);
            if (!touched.Add(pending.Operation)) return;
            Twice(burst, () => CreateAsync(pending));
        }
        else if (dice < 14)
        {
            if (touched.Add("text" + prompt)) Edit(burst, prompt, string.Create(CultureInfo.InvariantCulture, $"text {random.Next(1_000_000)}"));
        }
        else if (dice < 16)
        {
            if (touched.Add("text" + prompt)) burst.Add(() => DeleteAsync(prompt));
        }
        else
        {
            var user = _users[random.Next(_users.Count)];
            var kind = random.Next(4) == 0 ? PromptEdges.Save : PromptEdges.Like;
            var set = random.Next(5) < 3;
            long network = random.Next(4);
            // Two clients may not contradict each other on one edge in one burst: what they should know would be a guess.
            if (touched.Add(kind + user + prompt)) Twice(burst, () => ReactAsync(kind, user, prompt, set, network));
        }
    }

    private void Twice(List<Func<Task>> burst, Func<Task> command)
    {
        burst.Add(command);
        if (random.Next(3) == 0) burst.Add(command);
    }

    private void Edit(List<Func<Task>> burst, string prompt, string text) => burst.Add(() => EditAsync(prompt, text));

    private PendingCreation New(string? source)
    {
        var operation = string.Create(CultureInfo.InvariantCulture, $"operation {_operations++}");
        return Known.Pending[operation] = new PendingCreation(operation, _users[random.Next(_users.Count)], string.Create(CultureInfo.InvariantCulture, $"text {random.Next(1_000_000)}"), source);
    }

    private async Task CreateAsync(PendingCreation pending)
    {
        try
        {
            var stamp = new OperationStamp(pending.Operation, "same");
            var grain = world.Grains.Prompt(_ids.New(EntityIds.Prompt));
            var created = pending.Source is null
                ? await grain.PublishAsync(new PublishPrompt(pending.User, new PromptDraft { Title = "Simulated prompt", Content = pending.Text, Tags = ["simulated"] }, stamp))
                : await grain.ForkAsync(new ForkPrompt(pending.User, pending.Source, new PromptDraft(), stamp));
            lock (_knowing) Learn(pending, created);
        }
        catch (LedgerUnavailableException)
        {
            // Not known whether it happened: it stays pending and is repeated.
        }
    }

    private void Learn(PendingCreation pending, Result<CommandReply<PromptSnapshot>> created)
    {
        if (!created.TryGet(out var reply, out var failure))
        {
            // The source went meanwhile, or the queue was full: nothing happened.
            if (failure.Code == FailureCode.NotFound) Known.Pending.Remove(pending.Operation);
            return;
        }

        var prompt = reply.Value.Prompt;
        Known.Pending.Remove(pending.Operation);
        Assert.True(!Known.Owners.TryGetValue(prompt.Id, out var owner) || owner == pending.User);
        Known.Owners[prompt.Id] = pending.User;
        Known.Alive.TryAdd(prompt.Id, [true]);
        Known.Texts.TryAdd(prompt.Id, [prompt.Content]);
        if (prompt.ForkedFrom is { } source) Known.ForkSources[prompt.Id] = source.Id;
    }

    private async Task ReactAsync(string kind, string user, string prompt, bool set, long network)
    {
        lock (_knowing) Known.Tries(kind, user, prompt, set);
        try
        {
            var grain = world.Grains.Prompt(prompt);
            var result = kind == PromptEdges.Like ? await grain.SetLikeFromAsync(user, set, network) : await grain.SetSaveFromAsync(user, set, network);
            lock (_knowing)
            {
                if (result.Failure is null) Known.Knows(kind, user, prompt, set);
            }
        }
        catch (LedgerUnavailableException)
        {
            // Either way is possible now.
        }
    }

    private async Task EditAsync(string prompt, string text)
    {
        string owner;
        lock (_knowing)
        {
            Known.Texts[prompt].Add(text);
            owner = Known.Owners[prompt];
        }

        try
        {
            var edited = await world.Grains.Prompt(prompt).EditAsync(new EditPrompt(owner, new PromptPatch(new PromptDraft { Content = text }, ["content"]), null));
            lock (_knowing)
            {
                if (edited.Failure is null) Known.Texts[prompt] = [text];
            }
        }
        catch (LedgerUnavailableException)
        {
            // The old text and the new one are both possible.
        }
    }

    private async Task DeleteAsync(string prompt)
    {
        string owner;
        lock (_knowing)
        {
            Known.Alive[prompt].Add(false);
            owner = Known.Owners[prompt];
        }

        try
        {
            var deleted = await world.Grains.Prompt(prompt).DeleteAsync(owner);
            lock (_knowing)
            {
                if (deleted.Failure is null or { Code: FailureCode.NotFound }) Known.Alive[prompt] = [false];
            }
        }
        catch (LedgerUnavailableException)
        {
            // Alive or gone.
        }
    }
}
