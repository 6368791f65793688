namespace PromptGrid.Web.Prompts;

/// <summary>The history of a prompt and what changed between two of its versions.</summary>
/// <param name="Sections">What changed, part by part; empty when nothing did.</param>
public sealed record VersionsModel(string Title, string Url, bool IsPublic, IReadOnlyList<VersionModel> Versions, VersionModel From, VersionModel To, IReadOnlyList<DiffSectionModel> Sections);

/// <param name="Key">Which part: a key below <c>diff.</c>.</param>
/// <param name="Name">Which message, parameter or variable; empty for the text.</param>
public sealed record DiffSectionModel(string Key, string Name, IReadOnlyList<DiffLineModel> Lines);

/// <param name="Kind"><c>equal</c>, <c>delete</c>, <c>insert</c>, or <c>gap</c> for lines left out.</param>
/// <param name="Parts">The line in pieces; each the same on both sides or not.</param>
public sealed record DiffLineModel(string Kind, int? From, int? To, IReadOnlyList<(string Text, bool IsChanged)> Parts);
