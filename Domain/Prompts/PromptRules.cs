using System.Collections.Immutable;
using System.Globalization;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Media;

namespace PromptGrid.Domain.Prompts;

/// <summary>Decides what a prompt becomes. Pure: no clock, no ids of its own, no I/O.</summary>
public static class PromptRules
{
    /// <summary>A new prompt from a draft.</summary>
    /// <param name="contentLength">Longest content: <see cref="PromptLimits.ContentLength"/>, or for imports
    /// <see cref="PromptLimits.ImportedContentLength"/>.</param>
    /// <remarks>The slug is the wished one or made from the title; that it is free is for the committer to see.</remarks>
    public static Result<PromptDocument> Publish(string id, string ownerId, PromptDraft draft, DateTimeOffset now, int contentLength = PromptLimits.ContentLength)
    {
        var prompt = new PromptDocument
        {
            Id = id,
            OwnerId = ownerId,
            Slug = draft.Slug ?? "",
            Title = "",
            Type = PromptTypes.Text,
            Content = "",
            Visibility = Visibilities.Public,
            Version = new PromptVersion(1, "1.0.0", Blank(draft.Note), now, ""),
            Origin = draft.Origin,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var errors = new ValidationErrors();
        if (draft.Origin is { } origin)
        {
            TextRules.Check(errors, "source", origin.Source, PromptLimits.OriginLength, multiline: false);
            TextRules.Check(errors, "author", origin.Author, PromptLimits.OriginLength, multiline: false);
            TextRules.Check(errors, "externalId", origin.ExternalId, PromptLimits.OriginLength, multiline: false);
        }

        prompt = Shape(prompt, draft, contentLength, errors);
        if (errors.ToFailure() is { } failure) return failure;
        if (prompt.Slug.Length == 0) prompt = prompt with { Slug = Slugs.FromTitle(prompt.Title) };
        return prompt with { Version = prompt.Version with { ContentHash = HashOf(prompt) } };
    }

    /// <summary>The prompt after an edit. A change of content, messages, parameters or variables makes the next version;
    /// an edit that changes nothing returns an equal document.</summary>
    public static Result<PromptDocument> Edit(PromptDocument prompt, PromptPatch patch, DateTimeOffset now, int contentLength = PromptLimits.ContentLength)
    {
        if (prompt.IsDeleted) return Failure.NotFound("prompt");
        var errors = new ValidationErrors();
        // Null clears a field, but nobody's private prompt becomes public by clearing.
        if (patch.Fields.Contains("visibility") && patch.Draft.Visibility is null) errors.Add("visibility", "is required");
        // A work that came in long stays editable at its length.
        contentLength = Math.Max(contentLength, TextLength(prompt));
        var draft = patch.Over(prompt);
        var edited = Shape(prompt, draft, contentLength, errors);
        if (errors.ToFailure() is { } failure) return failure;
        // A cleared slug follows a new title.
        if (edited.Slug.Length == 0) edited = edited with { Slug = edited.Title == prompt.Title ? prompt.Slug : Slugs.FromTitle(edited.Title) };

        var hash = HashOf(edited);
        if (hash != prompt.Version.ContentHash)
        {
            edited = edited with
            {
                Version = new PromptVersion(prompt.Version.Number + 1, NextSemver(prompt, edited), Blank(draft.Note), now, hash),
            };
        }

        return SameFields(prompt, edited) ? prompt : edited with { UpdatedAt = now };
    }

    /// <summary>The prompt with the content, messages, parameters and variables of one of its older versions, as the next
    /// version; equal to the prompt when it has them already. Everything else stays as it is.</summary>
    public static Result<PromptDocument> Restore(PromptDocument prompt, PromptVersionDocument version, string? note, DateTimeOffset now)
    {
        var draft = new PromptDraft
        {
            Content = version.Content,
            Messages = version.Messages,
            Parameters = version.Parameters,
            Variables = version.Variables,
            Note = note ?? FormattableString.Invariant($"Restores version {version.Version.Number}."),
        };
        var length = version.Content.Length + version.Messages.Sum(m => m.Content.Length);
        return Edit(prompt, new PromptPatch(draft, ["content", "messages", "parameters", "variables", "versionNote"]), now, Math.Max(PromptLimits.ContentLength, length));
    }

    /// <summary>A fork: the source's current version under a new id and owner, as visible as its source unless
    /// <paramref name="changes"/> say otherwise. Whether the new owner may read the source is for the caller to ask.</summary>
    public static Result<PromptDocument> Fork(PromptDocument source, string sourceOwnerHandle, string id, string ownerId, PromptDraft changes, DateTimeOffset now)
    {
        if (source.IsDeleted) return Failure.NotFound("prompt");
        if (!PromptAccess.CanFork(source)) return new Failure(FailureCode.Forbidden, "Moderators hid this prompt: it cannot be forked.");
        var fork = source with
        {
            Id = id,
            OwnerId = ownerId,
            Slug = changes.Slug ?? "",
            Title = changes.Title?.Trim() ?? source.Title,
            Visibility = changes.Visibility ?? source.Visibility,
            Version = new PromptVersion(1, "1.0.0", null, now, source.Version.ContentHash),
            ForkedFrom = new ForkSource(source.Id, source.Version.Number, source.Version.ContentHash, sourceOwnerHandle, source.Slug),
            Origin = null,
            ImportIdentity = null,
            ImportHash = null,
            Moderation = null,
            FeaturedAt = null,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var errors = new ValidationErrors();
        CheckNames(fork, source.Title, errors);
        if (errors.ToFailure() is { } failure) return failure;
        return fork.Slug.Length == 0 ? fork with { Slug = Slugs.FromTitle(fork.Title) } : fork;
    }

    /// <summary>What stays of a deleted prompt: who, what kind and where from, but none of its text.</summary>
    public static PromptDocument Delete(PromptDocument prompt, DateTimeOffset now) => prompt with
    {
        Slug = "",
        Title = "",
        Description = "",
        SubType = null,
        Content = "",
        Messages = [],
        Parameters = RawJson.EmptyObject,
        Variables = [],
        Tags = [],
        Models = [],
        Category = null,
        License = null,
        Language = null,
        Example = null,
        Origin = null,
        ImportIdentity = null,
        ImportHash = null,
        Version = prompt.Version with { Note = null },
        FeaturedAt = null,
        UpdatedAt = now,
        DeletedAt = now,
    };

    /// <summary>Hash of what makes a version: type, content, messages, parameters and variables. How many messages there are
    /// is part of it, so that messages and variables cannot run into one another.</summary>
    public static string HashOf(PromptDocument prompt) => ContentHash.Of(
    [
        prompt.Type,
        prompt.Content,
        prompt.Parameters.ToString(),
        prompt.Messages.Length.ToString(CultureInfo.InvariantCulture),
        .. prompt.Messages.SelectMany(m => new[] { m.Role, m.Content }),
        .. prompt.Variables.SelectMany(v => new[] { v.Name, v.Type, v.Required ? "1" : "0", v.Default?.Text, v.Description }),
    ]);

    /// <summary>All text a prompt sends, in order.</summary>
    public static string FullText(PromptDocument prompt) => prompt.Messages.IsEmpty
        ? prompt.Content
        : string.Join("\n\n", prompt.Messages.Select(m => m.Content).Prepend(prompt.Content).Where(t => t.Length > 0));

    private static PromptDocument Shape(PromptDocument prompt, PromptDraft draft, int contentLength, ValidationErrors errors)
    {
        var type = draft.Type ?? (draft.Messages is { IsDefaultOrEmpty: false } ? PromptTypes.Chat : PromptTypes.Text);
        if (!PromptTypes.IsKnown(type)) errors.Add("type", $"must be one of {string.Join(", ", PromptTypes.All)}");
        var messages = PromptValidator.Messages(draft.Messages, contentLength, errors);
        TextRules.Check(errors, "content", draft.Content, contentLength, required: messages.IsEmpty);
        TextRules.Check(errors, "description", draft.Description, PromptLimits.DescriptionLength);
        TextRules.CheckLabel(errors, "subType", draft.SubType, PromptLimits.SubTypeLength, known: prompt.SubType);
        TextRules.CheckLabel(errors, "category", draft.Category, PromptLimits.CategoryLength, known: prompt.Category);
        TextRules.Check(errors, "license", draft.License, PromptLimits.LicenseLength, multiline: false);
        TextRules.Check(errors, "language", draft.Language, PromptLimits.LanguageLength, multiline: false);
        TextRules.Check(errors, "versionNote", draft.Note, PromptLimits.NoteLength);
        TextRules.Check(errors, "example.text", draft.Example?.Text, PromptLimits.ExampleTextLength);
        if (draft.Example?.Url is { Length: > 0 } url && (url.Length > PromptLimits.UrlLength || !(TextRules.IsWebUrl(url) || MediaAddress.IsAddress(url))))
        {
            errors.Add("example.url", $"must be an http or https URL of at most {PromptLimits.UrlLength} characters, or the address of an upload");
        }

        var shaped = prompt with
        {
            Title = draft.Title?.Trim() ?? "",
            Description = draft.Description?.Trim() ?? "",
            Type = type,
            SubType = Blank(draft.SubType),
            Content = draft.Content ?? "",
            Messages = messages,
            Tags = PromptValidator.Tags(draft.Tags, prompt.Tags, errors),
            Models = PromptValidator.Models(draft.Models, prompt.Models, errors),
            Category = Blank(draft.Category)?.ToLowerInvariant(),
            License = Blank(draft.License),
            Language = Blank(draft.Language),
            Example = Example(draft.Example),
            Visibility = draft.Visibility ?? Visibilities.Public,
            Slug = draft.Slug ?? "",
        };
        CheckNames(shaped, prompt.Title, errors);
        return shaped with
        {
            Parameters = (ParameterSchemas.For(type) ?? ParameterSchemas.For(PromptTypes.Text)!).Normalize(draft.Parameters, errors),
            Variables = PromptValidator.Variables(draft.Variables, TemplateVariables.NamesIn(shaped.Content, messages), errors),
        };
    }

    private static void CheckNames(PromptDocument prompt, string knownTitle, ValidationErrors errors)
    {
        TextRules.CheckLabel(errors, "title", prompt.Title, PromptLimits.TitleLength, required: true, known: knownTitle);
        if (!Visibilities.IsKnown(prompt.Visibility)) errors.Add("visibility", "must be one of public, unlisted, private");
        if (Slugs.IsReserved(prompt.Slug)) errors.Add("slug", "is reserved");
        if (prompt.Slug.Length > 0 && !Slugs.IsValid(prompt.Slug)) errors.Add("slug", $"must be 1–{PromptLimits.SlugLength} of a–z, 0–9 and -, without - at an end");
    }

    private static int TextLength(PromptDocument prompt) => prompt.Content.Length + prompt.Messages.Sum(m => m.Content.Length);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static PromptExample? Example(PromptExample? given)
    {
        var text = string.IsNullOrWhiteSpace(given?.Text) ? null : given.Text;
        var url = string.IsNullOrEmpty(given?.Url) ? null : given.Url;
        return text is null && url is null ? null : new PromptExample(text, url);
    }

    private static string NextSemver(PromptDocument before, PromptDocument after)
    {
        var parts = before.Version.Semver.Split('.').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        var old = before.Variables.ToDictionary(v => v.Name);
        var now = after.Variables.ToDictionary(v => v.Name);
        static bool MustBeGiven(PromptVariable variable) => variable is { Required: true, Default: null };
        var breaks = old.Values.Any(v => !now.TryGetValue(v.Name, out var kept) || kept.Type != v.Type)
            || now.Values.Any(v => MustBeGiven(v) && !(old.TryGetValue(v.Name, out var known) && MustBeGiven(known)));
        if (breaks || before.Type != after.Type) return FormattableString.Invariant($"{parts[0] + 1}.0.0");
        var text = before.Content != after.Content || !before.Messages.SequenceEqual(after.Messages) || !SameVariables(before.Variables, after.Variables);
        return text ? FormattableString.Invariant($"{parts[0]}.{parts[1] + 1}.0") : FormattableString.Invariant($"{parts[0]}.{parts[1]}.{parts[2] + 1}");
    }

    private static bool SameVariables(ImmutableArray<PromptVariable> a, ImmutableArray<PromptVariable> b) => a.SequenceEqual(b);

    private static bool SameFields(PromptDocument a, PromptDocument b) =>
        a.Version == b.Version && a.Title == b.Title && a.Description == b.Description && a.SubType == b.SubType && a.Slug == b.Slug
        && a.Category == b.Category && a.License == b.License && a.Language == b.Language && a.Example == b.Example
        && a.Visibility == b.Visibility && a.ImportHash == b.ImportHash && a.Tags.SequenceEqual(b.Tags) && a.Models.SequenceEqual(b.Models);
}
