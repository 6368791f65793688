using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.Simulation.Tests.Replay;

/// <content>Publish, fork, edit, delete, read, use.</content>
internal sealed partial class Client
{
    /// <summary>A prompt's text and visibility as one value.</summary>
    public static string StateOf(PromptDocument prompt) => prompt.IsDeleted ? ClientKnowledge.Deleted : $"{prompt.Content}|{prompt.Visibility}";

    private Func<Task> Publish(string user)
    {
        var operation = Next("publication");
        // Two titles only: slugs collide.
        var draft = new PromptDraft { Title = Any(Titles), Content = Next("text"), Visibility = Any(Visible), Tags = ["simulated"] };
        return () => CreateAsync(operation, (grains, id) => grains.Prompt(id).PublishAsync(new PublishPrompt(user, draft, new OperationStamp(operation, "same"))));
    }

    private Func<Task> Fork(string user, string source)
    {
        var operation = Next("fork");
        return () => CreateAsync(operation, (grains, id) => grains.Prompt(id).ForkAsync(new ForkPrompt(user, source, new PromptDraft(), new OperationStamp(operation, "same"))));
    }

    private Task CreateAsync(string operation, Func<Orleans.IGrainFactory, string, Task<Result<CommandReply<PromptSnapshot>>>> create) => UntilAnsweredAsync(operation, async () =>
    {
        // A repeat comes under a new id: only the operation says that it is one.
        var id = _ids.New(EntityIds.Prompt);
        var result = await world.CallAsync(grains => create(grains, id));
        if (!result.TryGet(out var reply, out var failure)) return (failure, "refused");
        var prompt = reply.Value.Prompt;
        var answer = $"{prompt.Id} {prompt.Slug} {StateOf(prompt)}";
        if (known.Answered(operation, answer))
        {
            known.PromptIds.Add(prompt.Id);
            if (!known.Prompts.TryAdd(prompt.Id, new KnownPrompt(prompt.Id, prompt.OwnerId, new Register<string>(StateOf(prompt)), prompt.ForkedFrom?.Id)))
                throw new BrokenPromiseException($"{operation} was answered with {prompt.Id}, which another operation made.");
        }

        return (null, answer);
    });

    private Func<Task> Edit(KnownPrompt prompt)
    {
        var (text, visibility, title) = (Next("text"), Any(Visible), Any(Titles));
        var patch = new PromptPatch(new PromptDraft { Content = text, Visibility = visibility, Title = title }, ["content", "visibility", "title"]);
        return () => WriteAsync($"edit {prompt.Id} {text}", prompt.State, $"{text}|{visibility}", async () =>
        {
            var result = await world.CallAsync(grains => grains.Prompt(prompt.Id).EditAsync(new EditPrompt(prompt.Owner, patch, null)));
            CheckThere(prompt, result.Failure);
            return result.Failure;
        });
    }

    private Func<Task> Delete(KnownPrompt prompt) => () => WriteAsync($"delete {prompt.Id}", prompt.State, ClientKnowledge.Deleted, async () =>
    {
        var result = await world.CallAsync(grains => grains.Prompt(prompt.Id).DeleteAsync(prompt.Owner));
        CheckThere(prompt, result.Failure);
        return result.Failure;
    });

    private Func<Task> Read(KnownPrompt prompt) => async () =>
    {
        // What one silo remembers beside another one may be old; alone it must be what was committed.
        var (possible, tried, events) = (prompt.State.Possible, prompt.State.Tried.Count, world.Events);
        var fresh = !world.WasSplit;
        try
        {
            var result = await world.CallAsync(grains => grains.Prompt(prompt.Id).GetAsync(prompt.Owner).AsTask());
            var state = result.Value is { } snapshot ? StateOf(snapshot.Prompt) : ClientKnowledge.Deleted;
            world.Log($"{name}: read {prompt.Id} → {state}");
            if (fresh && events == world.Events && !possible.Contains(state) && !prompt.State.Tried.Skip(tried).Contains(state))
                throw new BrokenPromiseException($"{prompt.Id} was read as {state}; possible is {string.Join(" or ", possible)}.");
        }
        catch (Exception e) when (e is not BrokenPromiseException)
        {
            world.Log($"{name}: read {prompt.Id} → {e.GetType().Name}");
        }
    };

    private Func<Task> Use(KnownPrompt prompt) => async () =>
    {
        try
        {
            await world.CallAsync(async grains =>
            {
                await grains.Prompt(prompt.Id).RecordUseAsync(1, 1, 0);
                return true;
            });
        }
        catch (Exception e) when (e is not BrokenPromiseException)
        {
            // Uses are not exact; what was counted must still be the same everywhere.
            world.Log($"{name}: use {prompt.Id} → {e.GetType().Name}");
        }
    };

    private void CheckThere(KnownPrompt prompt, Failure? failure)
    {
        if (failure is { Code: FailureCode.NotFound } && !world.WasSplit && !prompt.State.Possible.Contains(ClientKnowledge.Deleted))
            throw new BrokenPromiseException($"{prompt.Id} was answered and is not found.");
    }
}
