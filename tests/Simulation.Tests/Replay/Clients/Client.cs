using System.Globalization;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Grains.Interfaces.Users;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>One client: a command after the other, some of them twice at once, and creations until they are answered.</summary>
internal sealed partial class Client(SimWorld world, ClientKnowledge known, string name)
{
    private const int PromptsMax = 8;
    private const int UsersMax = 6;
    private const int Handles = 4;
    private const int Networks = 3;
    private const int PauseMaxMilliseconds = 120;
    private static readonly string[] Titles = ["Haiku", "Poem"];
    private static readonly string[] Visible = [Visibilities.Public, Visibilities.Public, Visibilities.Public, Visibilities.Unlisted, Visibilities.Private];

    private readonly SimIds _ids = new(world.Random, world.Clients.Time);
    private int _numbers;

    private Random Random => world.Random;

    public async Task RunAsync(int commands)
    {
        for (var i = 0; i < commands; i++)
        {
            if (Random.Next(3) != 0) await PauseAsync(PauseMaxMilliseconds);
            var command = Choose();
            // A request that is sent twice: by an impatient person, or by a proxy.
            if (Random.Next(6) == 0) await Both(command(), command());
            else await command();
        }
    }

    private static async Task Both(Task first, Task second)
    {
        await first;
        await second;
    }

    private Task PauseAsync(int maxMilliseconds) => Task.Delay(TimeSpan.FromMilliseconds(Random.Next(1, maxMilliseconds)), world.Clients.Time);

    private T Any<T>(IReadOnlyList<T> list) => list[Random.Next(list.Count)];

    private string Next(string what) => string.Create(CultureInfo.InvariantCulture, $"{name} {what} {++_numbers}");

    private Func<Task> Choose()
    {
        var dice = Random.Next(100);
        if (known.UserIds.Count == 0 || (dice < 6 && known.UserIds.Count < UsersMax)) return Register();
        var user = Any(known.UserIds);
        if (known.PromptIds.Count == 0 || (dice < 16 && known.PromptIds.Count < PromptsMax))
        {
            return known.PromptIds.Count > 0 && Random.Next(2) == 0 ? Fork(user, Any(known.PromptIds)) : Publish(user);
        }

        var prompt = known.Prompts[Any(known.PromptIds)];
        return dice switch
        {
            < 24 => Edit(prompt),
            < 27 => Delete(prompt),
            < 33 => EditProfile(known.Users[user]),
            < 40 => Read(prompt),
            < 44 => Use(prompt),
            < 72 => React(PromptEdges.Like, user, prompt.Id),
            < 86 => React(PromptEdges.Save, user, prompt.Id),
            < 91 => Follow(user, Any(known.UserIds)),
            < 97 => Comment(user, prompt.Id),
            _ when known.CommentIds.Count > 0 => DeleteComment(known.Comments[Any(known.CommentIds)]),
            _ => Comment(user, prompt.Id),
        };
    }

    private Func<Task> Register()
    {
        var operation = Next("registration");
        var handle = string.Create(CultureInfo.InvariantCulture, $"user{Random.Next(Handles)}");
        return () => UntilAnsweredAsync(operation, async () =>
        {
            var id = _ids.New(EntityIds.User);
            var registration = new UserRegistration(handle, handle + "@example.org", "x", null);
            var result = await world.CallAsync(grains => grains.User(id).RegisterAsync(registration, new OperationStamp(operation, "same")));
            if (!result.TryGet(out var reply, out var failure)) return (failure, "refused");
            var user = reply.Value.User;
            if (known.Answered(operation, user.Id + " " + user.Handle) && known.Users.TryAdd(user.Id, new KnownUser(user.Id, user.Handle, new Register<string>(""))))
                known.UserIds.Add(user.Id);
            return (null, user.Id);
        });
    }

    private Func<Task> EditProfile(KnownUser user)
    {
        var bio = Random.Next(2) == 0 ? "about me" : Next("bio");
        return () => WriteAsync($"{user.Handle} bio {bio}", user.Bio, bio, async () =>
        {
            var result = await world.CallAsync(grains => grains.User(user.Id).EditProfileAsync(new ProfilePatch(null, bio, null, null, ["bio"])));
            return result.Failure;
        });
    }

    private Func<Task> React(string kind, string user, string prompt)
    {
        var set = Random.Next(5) < 3;
        // Many users behind few addresses, and some behind none.
        long network = Random.Next(Networks);
        return () => WriteAsync($"{kind} {set} {user} {prompt} from {network}", known.Edge(kind, user, prompt), set, async () =>
        {
            var result = await world.CallAsync(grains => (kind == PromptEdges.Like ? grains.Prompt(prompt).SetLikeFromAsync(user, set, network) : grains.Prompt(prompt).SetSaveFromAsync(user, set, network)).AsTask());
            return result.Failure;
        });
    }

    /// <summary>Writes a value once and notes what is known of it then.</summary>
    private async Task WriteAsync<T>(string what, Register<T> register, T value, Func<Task<Failure?>> write)
    {
        world.Log($"{name}: {what}");
        var attempt = register.Begin(value);
        try
        {
            var failure = await write();
            if (failure is null) register.Succeeded(attempt);
            else register.Refused(attempt);
            world.Log($"{name}: {what} → {failure?.Code.ToString() ?? "done"}");
        }
        catch (Exception e) when (e is not BrokenPromiseException)
        {
            // Either way is possible now. A call that timed out may even happen later: that attempt stays open.
            if (e is not TimeoutException) register.Unknown(attempt);
            world.Log($"{name}: {what} → {e.GetType().Name}");
        }
    }

    /// <summary>Repeats an operation until it is known what became of it.</summary>
    private async Task UntilAnsweredAsync(string operation, Func<Task<(Failure? Failure, string Answer)>> attempt)
    {
        while (true)
        {
            world.Log($"{name}: {operation}");
            try
            {
                var (failure, answer) = await attempt();
                world.Log($"{name}: {operation} → {failure?.Code.ToString() ?? answer}");
                if (failure is not { Code: FailureCode.Overloaded or FailureCode.Unavailable or FailureCode.PreconditionFailed }) return;
            }
            catch (Exception e) when (e is not BrokenPromiseException)
            {
                world.Log($"{name}: {operation} → {e.GetType().Name}");
            }

            await PauseAsync(PauseMaxMilliseconds);
        }
    }
}
