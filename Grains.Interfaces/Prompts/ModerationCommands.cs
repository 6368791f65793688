using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Grains.Interfaces.Prompts;

/// <summary>Somebody reports a prompt that they may see.</summary>
[GenerateSerializer, Immutable, Alias("promptgrid.ReportPrompt")]
public sealed record ReportPrompt(
    [property: Id(0)] string UserId,
    [property: Id(1)] PromptViewer Viewer,
    [property: Id(2)] string? Reason,
    [property: Id(3)] string? Note,
    [property: Id(4)] OperationStamp? Operation = null) : IStampedCommand;

/// <summary>A moderator decides. That it is one is for the caller to know.</summary>
[GenerateSerializer, Immutable, Alias("promptgrid.ModeratePrompt")]
public sealed record ModeratePrompt(
    [property: Id(0)] string ModeratorId,
    [property: Id(1)] string? Action,
    [property: Id(2)] string? Reason,
    [property: Id(3)] OperationStamp? Operation = null) : IStampedCommand;

/// <summary>The owner appeals against the latest decision.</summary>
[GenerateSerializer, Immutable, Alias("promptgrid.AppealDecision")]
public sealed record AppealDecision(
    [property: Id(0)] string UserId,
    [property: Id(1)] string? Text,
    [property: Id(2)] OperationStamp? Operation = null) : IStampedCommand;

/// <summary>What a moderator's decision left.</summary>
/// <param name="Decision">Its number.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.ModerationOutcome")]
public readonly record struct ModerationOutcome([property: Id(0)] string Action, [property: Id(1)] int Decision, [property: Id(2)] DateTimeOffset At);
