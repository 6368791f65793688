using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.Versions;

/// <summary>The difference of two versions, of one prompt or of two.</summary>
/// <param name="Identical">True when content, messages, parameters and variables are the same.</param>
/// <param name="Messages">All messages in order, also the equal ones, without their text; empty when neither has any.</param>
/// <param name="Parameters">Changed values by JSON Pointer (RFC 6901), in the order of the pointers.</param>
/// <param name="Variables">Changed variables by name.</param>
public sealed record PromptDiff(
    bool Identical,
    TextDiff Content,
    ImmutableArray<MessageDiff> Messages,
    ImmutableArray<ParameterDiff> Parameters,
    ImmutableArray<VariableDiff> Variables)
{
    /// <summary>Equal lines shown around a change.</summary>
    public const int ContextDefault = 3;

    public const int ContextMax = 20;

    /// <summary>Compares two versions. The work is bounded whatever they hold.</summary>
    public static PromptDiff Of(PromptVersionDocument from, PromptVersionDocument to, int context = ContextDefault)
    {
        var budget = new DiffBudget(DiffBudget.Standard);
        var content = TextDiffer.Compare(from.Content, to.Content, context, budget);
        var messages = MessageDiff.Compare(from.Messages, to.Messages, context, budget);
        var parameters = ParameterDiff.Compare(from.Parameters, to.Parameters);
        var variables = VariableDiff.Compare(from.Variables, to.Variables);
        var identical = content.Hunks.IsEmpty && messages.All(m => m.Kind == DiffKinds.Equal) && parameters.IsEmpty && variables.IsEmpty && from.Variables.SequenceEqual(to.Variables);
        return new PromptDiff(identical, content, messages, parameters, variables);
    }
}

/// <param name="Kind"><c>equal</c>, <c>insert</c>, <c>delete</c> or <c>change</c>.</param>
/// <param name="From">Its place in the older version, from 0.</param>
/// <param name="To">Its place in the newer version, from 0.</param>
/// <param name="Text">For a changed, inserted or deleted message: the difference of its text.</param>
public sealed record MessageDiff(
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? To,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? FromRole,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ToRole,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TextDiff? Text)
{
    internal static ImmutableArray<MessageDiff> Compare(ImmutableArray<PromptMessage> from, ImmutableArray<PromptMessage> to, int context, DiffBudget budget)
    {
        var result = ImmutableArray.CreateBuilder<MessageDiff>();
        int x = 0, y = 0;
        foreach (var match in SequenceDiff.Matches(from, to, budget).Append(new SequenceMatch(from.Length, to.Length, 0)))
        {
            while (x < match.From || y < match.To)
            {
                // Between messages that stayed, the first is compared with the first, the second with the second.
                var (old, now) = (x < match.From ? from[x] : null, y < match.To ? to[y] : null);
                var kind = old is null ? DiffKinds.Insert : now is null ? DiffKinds.Delete : DiffKinds.Change;
                var text = TextDiffer.Compare(old?.Content ?? "", now?.Content ?? "", context, budget);
                result.Add(new MessageDiff(kind, old is null ? null : x++, now is null ? null : y++, old?.Role, now?.Role, text));
            }

            for (var i = 0; i < match.Length; i++, x++, y++) result.Add(new MessageDiff(DiffKinds.Equal, x, y, from[x].Role, to[y].Role, null));
        }

        return result.DrainToImmutable();
    }
}

/// <param name="Path">A JSON Pointer.</param>
/// <param name="From">The value before; absent for an inserted one.</param>
/// <param name="To">The value after; absent for a deleted one.</param>
public sealed record ParameterDiff(
    string Path,
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RawJson? From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RawJson? To)
{
    internal static ImmutableArray<ParameterDiff> Compare(RawJson from, RawJson to)
    {
        var (old, now) = (Flat(from), Flat(to));
        return
        [
            .. old.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(path => (Path: path, From: old.GetValueOrDefault(path), To: now.GetValueOrDefault(path)))
                .Where(p => p.From != p.To)
                .Select(p => new ParameterDiff(
                    p.Path, p.From is null ? DiffKinds.Insert : p.To is null ? DiffKinds.Delete : DiffKinds.Change,
                    p.From is null ? null : new RawJson(p.From), p.To is null ? null : new RawJson(p.To))),
        ];
    }

    /// <summary>Every value that is no object, by its pointer; an empty object counts as a value.</summary>
    private static Dictionary<string, string> Flat(RawJson json)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json.ToString());
        foreach (var member in document.RootElement.EnumerateObject()) Add("/" + Escape(member.Name), member.Value);
        return values;

        void Add(string path, JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any())
            {
                foreach (var member in value.EnumerateObject()) Add(path + "/" + Escape(member.Name), member.Value);
            }
            else
            {
                values[path] = value.GetRawText();
            }
        }

        static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }
}

/// <param name="Kind"><c>insert</c>, <c>delete</c> or <c>change</c>.</param>
/// <param name="From">The variable before; absent for an inserted one.</param>
/// <param name="To">The variable after; absent for a deleted one.</param>
public sealed record VariableDiff(
    string Name,
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PromptVariable? From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PromptVariable? To)
{
    /// <summary>Deleted and changed ones in the older order, then inserted ones in the newer.</summary>
    internal static ImmutableArray<VariableDiff> Compare(ImmutableArray<PromptVariable> from, ImmutableArray<PromptVariable> to)
    {
        var now = to.ToDictionary(v => v.Name, StringComparer.Ordinal);
        var old = from.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from.Select(v => (Old: v, Now: now.GetValueOrDefault(v.Name))).Where(v => v.Old != v.Now)
                .Select(v => new VariableDiff(v.Old.Name, v.Now is null ? DiffKinds.Delete : DiffKinds.Change, v.Old, v.Now)),
            .. to.Where(v => !old.Contains(v.Name)).Select(v => new VariableDiff(v.Name, DiffKinds.Insert, null, v)),
        ];
    }
}
