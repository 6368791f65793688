using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace PromptGrid.Domain.Versions;

/// <summary>What became of a line, a word, a message, a parameter or a variable.</summary>
public static class DiffKinds
{
    public const string Equal = "equal";
    public const string Delete = "delete";
    public const string Insert = "insert";
    public const string Change = "change";
}

/// <summary>The difference of two texts.</summary>
/// <param name="Inserted">Lines that only the newer text has.</param>
/// <param name="Deleted">Lines that only the older text has.</param>
/// <param name="Coarse">True when the texts differ too much for a fine comparison: something that stayed may be told as
/// deleted and inserted again.</param>
/// <param name="Hunks">The changed places with the lines around them; empty for equal texts.</param>
public sealed record TextDiff(int Inserted, int Deleted, bool Coarse, ImmutableArray<DiffHunk> Hunks);

/// <summary>A changed place. Line numbers begin with 1; a side without lines names the line before the place.</summary>
public sealed record DiffHunk(int FromLine, int FromLines, int ToLine, int ToLines, ImmutableArray<DiffLine> Lines);

/// <param name="Kind"><c>equal</c>, <c>delete</c> or <c>insert</c>.</param>
/// <param name="From">Its number in the older text; absent for an inserted line.</param>
/// <param name="To">Its number in the newer text; absent for a deleted line.</param>
/// <param name="Words">For a line that resembles one of the other side: its parts, equal and deleted or inserted; together
/// they are the line.</param>
public sealed record DiffLine(
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? To,
    string Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<DiffPart>? Words = null);

/// <summary>A run of words of one kind.</summary>
public sealed record DiffPart(string Kind, string Text);
