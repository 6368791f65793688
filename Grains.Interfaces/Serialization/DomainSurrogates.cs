using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Notifications;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tags;
using PromptGrid.Domain.Users;

namespace PromptGrid.Grains.Interfaces.Serialization;

/// <summary>
/// The form in which the domain's immutable types cross a wire between processes: their stored JSON. The domain itself
/// knows no runtime; in one process the objects cross as they are.
/// </summary>
[GenerateSerializer, Immutable, Alias("promptgrid.JsonSurrogate`1")]
public readonly record struct JsonSurrogate<T>([property: Id(0)] string Json);

/// <summary>Base of the converters between a domain type and its JSON.</summary>
public abstract class JsonConverterBase<T>(JsonTypeInfo<T> typeInfo) : IConverter<T, JsonSurrogate<T>>
{
    public T ConvertFromSurrogate(in JsonSurrogate<T> surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, typeInfo) ?? throw new InvalidDataException($"A {typeof(T).Name} arrived as null.");

    public JsonSurrogate<T> ConvertToSurrogate(in T value) => new(JsonSerializer.Serialize(value, typeInfo));
}

[RegisterConverter]
public sealed class PromptDocumentConverter() : JsonConverterBase<PromptDocument>(DomainJson.Stored.PromptDocument);

[RegisterConverter]
public sealed class PromptDraftConverter() : JsonConverterBase<PromptDraft>(DomainJson.Stored.PromptDraft);

[RegisterConverter]
public sealed class PromptRestoreConverter() : JsonConverterBase<PromptRestore>(DomainJson.Stored.PromptRestore);

[RegisterConverter]
public sealed class PromptPatchConverter() : JsonConverterBase<PromptPatch>(DomainJson.Stored.PromptPatch);

[RegisterConverter]
public sealed class UserDocumentConverter() : JsonConverterBase<UserDocument>(DomainJson.Stored.UserDocument);

[RegisterConverter]
public sealed class UserSessionConverter() : JsonConverterBase<UserSession>(DomainJson.Stored.UserSession);

[RegisterConverter]
public sealed class UserApiKeyConverter() : JsonConverterBase<UserApiKey>(DomainJson.Stored.UserApiKey);

[RegisterConverter]
public sealed class UserRegistrationConverter() : JsonConverterBase<UserRegistration>(DomainJson.Stored.UserRegistration);

[RegisterConverter]
public sealed class ProfilePatchConverter() : JsonConverterBase<ProfilePatch>(DomainJson.Stored.ProfilePatch);

[RegisterConverter]
public sealed class CommentDocumentConverter() : JsonConverterBase<CommentDocument>(DomainJson.Stored.CommentDocument);

[RegisterConverter]
public sealed class NotificationSettingsDocumentConverter() : JsonConverterBase<NotificationSettingsDocument>(DomainJson.Stored.NotificationSettingsDocument);

[RegisterConverter]
public sealed class FailureConverter() : JsonConverterBase<Failure>(DomainJson.Stored.Failure);

[RegisterConverter]
public sealed class PromptReportConverter() : JsonConverterBase<PromptReport>(DomainJson.Stored.PromptReport);

[RegisterConverter]
public sealed class ModerationAppealConverter() : JsonConverterBase<ModerationAppeal>(DomainJson.Stored.ModerationAppeal);

[RegisterConverter]
public sealed class ModerationCaseConverter() : JsonConverterBase<ModerationCase>(DomainJson.Stored.ModerationCase);

[RegisterConverter]
public sealed class CollectionDocumentConverter() : JsonConverterBase<CollectionDocument>(DomainJson.Stored.CollectionDocument);

[RegisterConverter]
public sealed class CollectionDraftConverter() : JsonConverterBase<CollectionDraft>(DomainJson.Stored.CollectionDraft);

[RegisterConverter]
public sealed class TagAliasesConverter() : JsonConverterBase<TagAliases>(DomainJson.Stored.TagAliases);

/// <summary>The wire form of a viewer.</summary>
[GenerateSerializer, Immutable, Alias("promptgrid.PromptViewerSurrogate")]
public readonly record struct PromptViewerSurrogate([property: Id(0)] string? UserId, [property: Id(1)] bool IsModerator);

[RegisterConverter]
public sealed class PromptViewerConverter : IConverter<PromptViewer, PromptViewerSurrogate>
{
    public PromptViewer ConvertFromSurrogate(in PromptViewerSurrogate surrogate) => new(surrogate.UserId, surrogate.IsModerator);

    public PromptViewerSurrogate ConvertToSurrogate(in PromptViewer value) => new(value.UserId, value.IsModerator);
}

/// <summary>The wire form of a success without a value.</summary>
[GenerateSerializer, Immutable, Alias("promptgrid.DoneSurrogate")]
public readonly record struct DoneSurrogate;

[RegisterConverter]
public sealed class DoneConverter : IConverter<Done, DoneSurrogate>
{
    public Done ConvertFromSurrogate(in DoneSurrogate surrogate) => default;

    public DoneSurrogate ConvertToSurrogate(in Done value) => default;
}

/// <summary>The wire form of a result.</summary>
[GenerateSerializer, Immutable, Alias("promptgrid.ResultSurrogate`1")]
public readonly record struct ResultSurrogate<T>([property: Id(0)] T? Value, [property: Id(1)] Failure? Failure);

[RegisterConverter]
public sealed class ResultConverter<T> : IConverter<Result<T>, ResultSurrogate<T>>
{
    public Result<T> ConvertFromSurrogate(in ResultSurrogate<T> surrogate) =>
        surrogate.Failure is { } failure ? failure : surrogate.Value!;

    public ResultSurrogate<T> ConvertToSurrogate(in Result<T> value) => new(value.Value, value.Failure);
}
