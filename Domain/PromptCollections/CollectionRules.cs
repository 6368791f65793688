using System.Collections.Immutable;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.PromptCollections;

/// <summary>Decides what a collection becomes. Pure. What changes nothing returns the same document.</summary>
public static class CollectionRules
{
    /// <summary>A new collection; private unless the draft says otherwise.</summary>
    public static Result<CollectionDocument> Create(string id, string ownerId, CollectionDraft draft, DateTimeOffset now)
    {
        var collection = new CollectionDocument { Id = id, OwnerId = ownerId, Name = "", Visibility = Visibilities.Private, CreatedAt = now, UpdatedAt = now };
        return Shape(collection, draft with { Name = draft.Name ?? "" });
    }

    /// <summary>The collection after an edit of the fields that are given.</summary>
    public static Result<CollectionDocument> Edit(CollectionDocument collection, CollectionDraft changes, DateTimeOffset now) =>
        Shape(collection, changes).TryGet(out var edited, out var failure) ? (edited == collection ? collection : edited with { UpdatedAt = now }) : failure;

    /// <summary>With a prompt at a place, or moved to it; without a place a new one comes last and a known one stays.</summary>
    /// <param name="position">From 0; past the end is the end.</param>
    public static Result<CollectionDocument> Put(CollectionDocument collection, string promptId, int? position, DateTimeOffset now)
    {
        if (position < 0) return Failure.Invalid("position", "must not be negative");
        var known = IndexOf(collection, promptId);
        if (known >= 0 && (position is null || Math.Min(position.Value, collection.Entries.Length - 1) == known)) return collection;
        if (known < 0 && collection.Entries.Length >= CollectionLimits.Prompts) return new Failure(FailureCode.Conflict, $"A collection holds at most {CollectionLimits.Prompts} prompts.");
        var entry = known >= 0 ? collection.Entries[known] : new CollectionEntry(promptId, now);
        var entries = known >= 0 ? collection.Entries.RemoveAt(known) : collection.Entries;
        return collection with { Entries = entries.Insert(Math.Min(position ?? entries.Length, entries.Length), entry), UpdatedAt = now };
    }

    /// <summary>Without a prompt.</summary>
    public static CollectionDocument Remove(CollectionDocument collection, string promptId, DateTimeOffset now) =>
        IndexOf(collection, promptId) is var known and >= 0 ? collection with { Entries = collection.Entries.RemoveAt(known), UpdatedAt = now } : collection;

    /// <summary>In a new order: the prompts that are named, then all others as they were.</summary>
    public static Result<CollectionDocument> Reorder(CollectionDocument collection, ImmutableArray<string>? order, DateTimeOffset now)
    {
        if (order is not { IsDefault: false } ids) return Failure.Invalid("prompts", "is required");
        if (ids.Length > CollectionLimits.Prompts) return Failure.Invalid("prompts", $"has more than {CollectionLimits.Prompts} entries");
        var known = collection.Entries.ToDictionary(e => e.PromptId, StringComparer.Ordinal);
        var named = new List<CollectionEntry>(ids.Length);
        foreach (var id in ids)
        {
            if (id is null || !known.Remove(id, out var entry)) return Failure.Invalid("prompts", "names a prompt twice, or one that is not in the collection");
            named.Add(entry);
        }

        ImmutableArray<CollectionEntry> entries = [.. named, .. collection.Entries.Where(e => known.ContainsKey(e.PromptId))];
        return entries.SequenceEqual(collection.Entries) ? collection : collection with { Entries = entries, UpdatedAt = now };
    }

    private static Result<CollectionDocument> Shape(CollectionDocument collection, CollectionDraft draft)
    {
        var errors = new ValidationErrors();
        if (draft.Name is not null) TextRules.CheckLabel(errors, "name", draft.Name, CollectionLimits.NameLength, required: true, known: collection.Name);
        TextRules.Check(errors, "description", draft.Description, CollectionLimits.DescriptionLength);
        if (draft.Visibility is not null && !Visibilities.IsKnown(draft.Visibility)) errors.Add("visibility", "must be one of public, unlisted, private");
        if (errors.ToFailure() is { } failure) return failure;
        return collection with
        {
            Name = draft.Name?.Trim() ?? collection.Name,
            Description = draft.Description?.Trim() ?? collection.Description,
            Visibility = draft.Visibility ?? collection.Visibility,
        };
    }

    private static int IndexOf(CollectionDocument collection, string promptId)
    {
        for (var i = 0; i < collection.Entries.Length; i++)
        {
            if (collection.Entries[i].PromptId == promptId) return i;
        }

        return -1;
    }
}
