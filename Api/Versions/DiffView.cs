using PromptGrid.Api.Prompts;
using PromptGrid.Domain.Versions;

namespace PromptGrid.Api.Versions;

/// <summary>One side of a comparison.</summary>
public sealed record DiffSideView(string PromptId, VersionView Version);

/// <summary>What changed from one version to another.</summary>
public sealed record DiffView(DiffSideView From, DiffSideView To, PromptDiff Diff);

public sealed record RestoreRequest(string? Note);
