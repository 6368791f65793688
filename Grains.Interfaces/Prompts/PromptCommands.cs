using PromptGrid.Domain.Prompts;

namespace PromptGrid.Grains.Interfaces.Prompts;

/// <summary>A client's operation, so that a repeat gets the first answer.</summary>
/// <param name="Id">Names the operation, unique over all clients.</param>
/// <param name="Fingerprint">Hash of what was asked; the same id with another fingerprint is a conflict.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.OperationStamp")]
public sealed record OperationStamp([property: Id(0)] string Id, [property: Id(1)] string Fingerprint);

/// <summary>A command that may be repeated when it carries an operation.</summary>
public interface IStampedCommand
{
    OperationStamp? Operation { get; }
}

/// <param name="Import">For imports: publishing an identity twice is a conflict on <c>externalId</c>.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.PublishPrompt")]
public sealed record PublishPrompt(
    [property: Id(0)] string OwnerId,
    [property: Id(1)] PromptDraft Draft,
    [property: Id(2)] OperationStamp? Operation = null,
    [property: Id(3)] ImportStamp? Import = null) : IStampedCommand;

[GenerateSerializer, Immutable, Alias("promptgrid.ForkPrompt")]
public sealed record ForkPrompt(
    [property: Id(0)] string UserId,
    [property: Id(1)] string SourceId,
    [property: Id(2)] PromptDraft Changes,
    [property: Id(3)] OperationStamp? Operation = null) : IStampedCommand;

/// <param name="SeenRevision">The revision the editor saw; null edits whatever is there.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.EditPrompt")]
public sealed record EditPrompt(
    [property: Id(0)] string UserId,
    [property: Id(1)] PromptPatch Patch,
    [property: Id(2)] long? SeenRevision,
    [property: Id(3)] ImportStamp? Import = null);

/// <param name="Number">The version to restore.</param>
/// <param name="SeenRevision">The revision the owner saw; null restores over whatever is there.</param>
/// <param name="Note">The new version's note; null names the version that is restored.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.RestoreVersion")]
public sealed record RestoreVersion(
    [property: Id(0)] string UserId,
    [property: Id(1)] int Number,
    [property: Id(2)] long? SeenRevision,
    [property: Id(3)] string? Note,
    [property: Id(4)] OperationStamp? Operation = null) : IStampedCommand;

/// <param name="Number">The version that holds what was restored.</param>
/// <param name="IsNew">False when the prompt was like that already, so that no version was made.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.RestoredVersion")]
public readonly record struct RestoredVersion([property: Id(0)] int Number, [property: Id(1)] bool IsNew);

/// <summary>The imported line behind a prompt.</summary>
/// <param name="Identity">What identifies it for its owner.</param>
/// <param name="Hash">Hash of the line.</param>
/// <param name="Restore">For a line that an export wrote: what else it says.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.ImportStamp")]
public sealed record ImportStamp([property: Id(0)] string Identity, [property: Id(1)] string Hash, [property: Id(2)] PromptRestore? Restore = null);

/// <summary>An answer, and whether it is a repeat of an earlier one.</summary>
[GenerateSerializer, Immutable, Alias("promptgrid.CommandReply`1")]
public sealed record CommandReply<T>([property: Id(0)] T Value, [property: Id(1)] bool Replayed);

/// <summary>A reaction as committed.</summary>
/// <param name="Active">Is it set now?</param>
/// <param name="Count">How many users have it set.</param>
/// <param name="Changed">False when it was so already.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.Reaction")]
public readonly record struct Reaction([property: Id(0)] bool Active, [property: Id(1)] long Count, [property: Id(2)] bool Changed);
