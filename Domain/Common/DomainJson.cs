using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Media;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Notifications;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tags;
using PromptGrid.Domain.Users;

namespace PromptGrid.Domain.Common;

/// <summary>How everything that is stored for ever is written as JSON.</summary>
[JsonSerializable(typeof(PromptDocument))]
[JsonSerializable(typeof(PromptVersionDocument))]
[JsonSerializable(typeof(PromptDraft))]
[JsonSerializable(typeof(PromptPatch))]
[JsonSerializable(typeof(PromptRestore))]
[JsonSerializable(typeof(PromptPublished))]
[JsonSerializable(typeof(PromptEdited))]
[JsonSerializable(typeof(PromptDeleted))]
[JsonSerializable(typeof(PromptUsed))]
[JsonSerializable(typeof(PromptModerated))]
[JsonSerializable(typeof(ModerationCase))]
[JsonSerializable(typeof(ModerationAuditEntry))]
[JsonSerializable(typeof(PromptReport))]
[JsonSerializable(typeof(ModerationAppeal))]
[JsonSerializable(typeof(CollectionDocument))]
[JsonSerializable(typeof(CollectionDraft))]
[JsonSerializable(typeof(TagAliases))]
[JsonSerializable(typeof(UserDocument))]
[JsonSerializable(typeof(UserSessionsDocument))]
[JsonSerializable(typeof(UserKeysDocument))]
[JsonSerializable(typeof(UserApiKey))]
[JsonSerializable(typeof(UserRegistered))]
[JsonSerializable(typeof(UserDeleted))]
[JsonSerializable(typeof(UserErasureDocument))]
[JsonSerializable(typeof(UserProfileChanged))]
[JsonSerializable(typeof(UserSession))]
[JsonSerializable(typeof(UserRegistration))]
[JsonSerializable(typeof(ProfilePatch))]
[JsonSerializable(typeof(CommentDocument))]
[JsonSerializable(typeof(NotificationSettingsDocument))]
[JsonSerializable(typeof(MediaDocument))]
[JsonSerializable(typeof(MediaFileDocument))]
[JsonSerializable(typeof(MediaUsageDocument))]
[JsonSerializable(typeof(Failure))]
public sealed partial class DomainJson : JsonSerializerContext
{
    /// <summary>The context to use: text is stored as it reads, without escapes that only HTML would need.</summary>
    public static DomainJson Stored { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
