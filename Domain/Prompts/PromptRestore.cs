using System.Text.RegularExpressions;
using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Prompts;

/// <summary>What an exported line says of its prompt beyond the draft: who it was, which version, and where it came from.
/// Unchecked input.</summary>
/// <param name="Id">The prompt's id where it was exported; kept where it is free.</param>
/// <param name="CreatedAt">When the prompt was published.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
public sealed record PromptRestore(string Id, ExportedVersion Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, ForkSource? ForkedFrom);

/// <param name="Title">The title that the version has in the history, where it is not the line's own.</param>
public sealed record ExportedVersion(int Number, string Semver, DateTimeOffset CreatedAt, string? Title = null);

/// <summary>Decides what of a restored prompt is believed. Pure.</summary>
public static partial class RestoreRules
{
    /// <summary>A prompt that was just shaped from an exported line, with its times, version and lineage.</summary>
    /// <param name="before">The prompt that the line is a further version of; null for a new one.</param>
    /// <remarks>Times are believed as long as they are past and in order: nobody puts a prompt at the top of what is recent for
    /// ever. Hashes and version numbers are made here, not believed.</remarks>
    public static Result<PromptDocument> Apply(PromptDocument prompt, PromptDocument? before, PromptRestore restore, DateTimeOffset now)
    {
        var errors = new ValidationErrors();
        if (!Semver().IsMatch(restore.Version.Semver ?? "")) errors.Add("version.semver", "must be three numbers");
        TextRules.CheckLabel(errors, "version.title", restore.Version.Title, PromptLimits.TitleLength);
        if (restore.ForkedFrom is { } source) Check(source, errors);
        if (errors.ToFailure() is { } failure) return failure;

        DateTimeOffset Past(DateTimeOffset time, DateTimeOffset notBefore) => time > now ? now : time < notBefore ? notBefore : time.ToUniversalTime();
        var createdAt = before?.CreatedAt ?? Past(restore.CreatedAt, DateTimeOffset.UnixEpoch);
        var version = prompt.Version.Number == before?.Version.Number
            ? prompt.Version
            : prompt.Version with { Semver = restore.Version.Semver!, CreatedAt = Past(restore.Version.CreatedAt, before?.Version.CreatedAt ?? createdAt) };
        return prompt with
        {
            CreatedAt = createdAt,
            UpdatedAt = ReferenceEquals(prompt, before) ? prompt.UpdatedAt : Past(restore.UpdatedAt, createdAt),
            Version = version,
            ForkedFrom = before is null ? restore.ForkedFrom : before.ForkedFrom,
        };
    }

    private static void Check(ForkSource source, ValidationErrors errors)
    {
        if (!EntityIds.IsPrompt(source.Id)) errors.Add("forkedFrom.id", "is not the id of a prompt");
        if (source.Version < 1) errors.Add("forkedFrom.version", "must be 1 or more");
        if (!Hash().IsMatch(source.ContentHash ?? "")) errors.Add("forkedFrom.contentHash", "is not a hash");
        if (source.OwnerHandle is not { } handle || (handle.Length > 0 && !Users.UserRules.IsHandle(handle))) errors.Add("forkedFrom.ownerHandle", "is not a handle");
        if (source.Slug is not { } slug || (slug.Length > 0 && !Slugs.IsValid(slug))) errors.Add("forkedFrom.slug", "is not a slug");
    }

    [GeneratedRegex(@"^\d{1,9}\.\d{1,9}\.\d{1,9}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Semver();

    [GeneratedRegex(@"^sha256:[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();
}
