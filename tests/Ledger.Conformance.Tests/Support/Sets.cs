namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Write sets that tests use.</summary>
internal static class Sets
{
    public const string Like = "like";
    public const string Likes = "likes";
    public const string Echo = "like-echo";
    public const string LikesChanged = "prompt.likes-changed";

    /// <summary>A user likes a prompt, or no longer does.</summary>
    public static WriteSet Liking(string user, string prompt, bool remove = false, string? mark = null) => new()
    {
        Entity = prompt,
        Edges = [new EdgeWrite(Like, user, prompt, remove, new EdgeTally(prompt, Likes, LikesChanged), mark)],
    };

    /// <summary>Writes one document.</summary>
    public static WriteSet Writing(string id, long expectedVersion, string? body) => new()
    {
        Entity = id,
        Documents = [new DocumentWrite(id, expectedVersion, body)],
    };

    /// <summary>Claims or releases one key.</summary>
    public static WriteSet Holding(string entity, string key, bool release = false) => new()
    {
        Entity = entity,
        Keys = [new KeyWrite("handle", key, entity, release)],
    };

    /// <summary>Adds to one counter.</summary>
    public static WriteSet Counting(string entity, string counter, long delta) => new()
    {
        Entity = entity,
        Counters = [new CounterAdd(entity, counter, delta)],
    };

    /// <summary>Appends one event.</summary>
    public static WriteSet Telling(string entity, string body) => new()
    {
        Entity = entity,
        Events = [new EventWrite("test.told", 1, entity, body)],
    };
}
