using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PromptGrid.Api.Accounts;
using PromptGrid.Api.Auth;
using PromptGrid.Api.Auth.External;
using PromptGrid.Api.Comments;
using PromptGrid.Api.Follows;
using PromptGrid.Api.Forks;
using PromptGrid.Api.Http;
using PromptGrid.Api.Import;
using PromptGrid.Api.Likes;
using PromptGrid.Api.Media;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Notifications;
using PromptGrid.Api.Operations;
using PromptGrid.Api.PromptCollections;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Saves;
using PromptGrid.Api.Search;
using PromptGrid.Api.Tags;
using PromptGrid.Api.Trending;
using PromptGrid.Api.Users;
using PromptGrid.Api.Versions;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Api.Json;

/// <summary>Everything that crosses the public API as JSON. Reading is strict: no duplicate names, no comments, at most 32
/// levels.</summary>
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(MeView))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(ProfileRequest))]
[JsonSerializable(typeof(ExternalProvidersView))]
[JsonSerializable(typeof(CompleteSignInRequest))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(EmailRequest))]
[JsonSerializable(typeof(DeletionRequest))]
[JsonSerializable(typeof(ListView<OpenSessionView>))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(NewApiKeyView))]
[JsonSerializable(typeof(ListView<ApiKeyView>))]
[JsonSerializable(typeof(PromptDraft))]
[JsonSerializable(typeof(ForkRequest))]
[JsonSerializable(typeof(PromptView))]
[JsonSerializable(typeof(ViewerView))]
[JsonSerializable(typeof(ListView<PromptView>))]
[JsonSerializable(typeof(PromptVersionView))]
[JsonSerializable(typeof(ListView<PromptVersionSummary>))]
[JsonSerializable(typeof(DiffView))]
[JsonSerializable(typeof(RestoreRequest))]
[JsonSerializable(typeof(ReportRequest))]
[JsonSerializable(typeof(ReportView))]
[JsonSerializable(typeof(AppealRequest))]
[JsonSerializable(typeof(AppealView))]
[JsonSerializable(typeof(ModerateRequest))]
[JsonSerializable(typeof(DecisionView))]
[JsonSerializable(typeof(ModerationView))]
[JsonSerializable(typeof(ModerationStatusView))]
[JsonSerializable(typeof(CaseView))]
[JsonSerializable(typeof(ListView<CaseView>))]
[JsonSerializable(typeof(ListView<AuditEntryView>))]
[JsonSerializable(typeof(TagAliasRequest))]
[JsonSerializable(typeof(TagAliasSetView))]
[JsonSerializable(typeof(ListView<TagAliasView>))]
[JsonSerializable(typeof(CollectionRequest))]
[JsonSerializable(typeof(CollectionPlaceRequest))]
[JsonSerializable(typeof(CollectionOrderRequest))]
[JsonSerializable(typeof(CollectionView))]
[JsonSerializable(typeof(ListView<CollectionView>))]
[JsonSerializable(typeof(CollectionFollowView))]
[JsonSerializable(typeof(LikeView))]
[JsonSerializable(typeof(SaveView))]
[JsonSerializable(typeof(MediaView))]
[JsonSerializable(typeof(CommentRequest))]
[JsonSerializable(typeof(CommentView))]
[JsonSerializable(typeof(ListView<CommentView>))]
[JsonSerializable(typeof(FollowView))]
[JsonSerializable(typeof(ListView<UserView>))]
[JsonSerializable(typeof(ListView<FollowedTagView>))]
[JsonSerializable(typeof(NotificationsView))]
[JsonSerializable(typeof(NotificationView))]
[JsonSerializable(typeof(NotificationEventView))]
[JsonSerializable(typeof(ReadRequest))]
[JsonSerializable(typeof(UnreadView))]
[JsonSerializable(typeof(NotificationSettingsView))]
[JsonSerializable(typeof(NotificationSettingsRequest))]
[JsonSerializable(typeof(LineageView))]
[JsonSerializable(typeof(SearchView))]
[JsonSerializable(typeof(ListView<SuggestionView>))]
[JsonSerializable(typeof(ListView<ValueCountView>))]
[JsonSerializable(typeof(TrendingView))]
[JsonSerializable(typeof(BoardDiffView))]
[JsonSerializable(typeof(CountersView))]
[JsonSerializable(typeof(ForkSource))]
[JsonSerializable(typeof(PromptExample))]
[JsonSerializable(typeof(RawJson))]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(ImmutableArray<PromptMessage>))]
[JsonSerializable(typeof(ImmutableArray<PromptVariable>))]
[JsonSerializable(typeof(JobEnvelope))]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(StatsView))]
[JsonSerializable(typeof(HealthView))]
public sealed partial class ApiJson : JsonSerializerContext
{
    public const int DepthMax = 32;

    public static ApiJson Web { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // Answers are JSON with nosniff, never part of a page: text reads as it is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowDuplicateProperties = false,
        Converters = { new UtcTimeConverter() },
        MaxDepth = DepthMax,
    });
}
