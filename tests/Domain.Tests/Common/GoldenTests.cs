using System.Collections.Immutable;
using System.Reflection;
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

namespace PromptGrid.Domain.Tests.Common;

/// <summary>
/// What is stored for ever, as committed samples under <c>Golden/</c>: events by name and schema version, documents by kind.
/// A sample is never changed. A new schema gets a new sample, and the old one must still be read.
/// </summary>
public sealed class GoldenTests
{
    private const string PromptId = "prm_01jwnp2s0g0000000000000001";
    private const string SourceId = "prm_01jwnp2s0g0000000000000002";
    private const string UserId = "usr_01jwnp2s0g0000000000000003";
    private const string Hash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly DateTimeOffset At = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = At.AddDays(1).AddTicks(1_234_560);
    private static readonly PromptVersion Version = new(2, "1.1.0", "Second.", Later, Hash);
    private static readonly ImmutableArray<PromptMessage> Messages = [new("system", "You are a {{role}}."), new("user", "Start. \"<&>\" é 中")];
    private static readonly RawJson Parameters = new("{\"temperature\":0.70,\"extra\":{\"house\":\"é\"}}");
    private static readonly ImmutableArray<PromptVariable> Variables = [new("role"), new("guests", "number", false, new RawJson("4"), "How many eat")];

    private static readonly PromptDocument Prompt = new()
    {
        Id = PromptId,
        OwnerId = UserId,
        Slug = "creme-brulee",
        Title = "Crème brûlée",
        Description = "Recipes.",
        Type = "chat",
        SubType = "cooking",
        Content = "Cook.",
        Messages = Messages,
        Parameters = Parameters,
        Variables = Variables,
        Tags = ["cooking", "french-food"],
        Models = ["gpt-5"],
        Category = "food",
        License = "CC0-1.0",
        Language = "en",
        Example = new PromptExample("Whisk.", "https://example.org/a.png"),
        Visibility = "public",
        Version = Version,
        ForkedFrom = new ForkSource(SourceId, 3, Hash, "ann", "creme"),
        Origin = new PromptOrigin("fabric", "someone", "fabric#1"),
        ImportIdentity = "fabric#1",
        CreatedAt = At,
        UpdatedAt = Later,
    };

    private static readonly CommentDocument Comment = new()
    {
        Id = "cmt_01jwnp2s0g0000000000000005",
        PromptId = PromptId,
        AuthorId = UserId,
        ParentId = "cmt_01jwnp2s0g0000000000000006",
        Depth = 1,
        Body = "Less sugar.\n\"<&>\" é 中",
        CreatedAt = At,
    };

    private static readonly Dictionary<string, Sample> Samples = new()
    {
        ["prompt.published.1"] = Of(new PromptPublished(UserId, "public", 1, SourceId), DomainJson.Stored.PromptPublished),
        ["prompt.edited.1"] = Of(new PromptEdited(UserId, "unlisted", 2, null), DomainJson.Stored.PromptEdited),
        ["prompt.deleted.1"] = Of(new PromptDeleted(UserId, SourceId), DomainJson.Stored.PromptDeleted),
        ["prompt.used.1"] = Of(new PromptUsed(12, 3), DomainJson.Stored.PromptUsed),
        ["prompt.moderated.1"] = Of(new PromptModerated(UserId, "public", SourceId, "hide", 2), DomainJson.Stored.PromptModerated),
        ["document.prompt-moderated"] = Of(Prompt with { Moderation = new PromptModeration("hidden", "It names a person.", Later, 2), FeaturedAt = At }, DomainJson.Stored.PromptDocument),
        ["document.moderation-case"] = Of(
            new ModerationCase
            {
                PromptId = PromptId,
                Round = 2,
                OpenReasons = ImmutableSortedDictionary<string, int>.Empty.Add("spam", 2).Add("abuse", 1),
                Reports = [new PromptReport(UserId, "spam", "Sells pills.", At), new PromptReport(null, "abuse", null, Later)],
                Appeal = new ModerationAppeal(1, "No.", Later),
                AppealedDecision = 1,
                Decisions = [new ModerationDecision(1, "hide", "It names a person.", UserId, At)],
                DecisionCount = 1,
                AuditCount = 4,
                UpdatedAt = Later,
            },
            DomainJson.Stored.ModerationCase),
        ["document.moderation-audit-entry"] = Of(
            new ModerationAuditEntry("audit/" + PromptId + "/3", PromptId, "hide", UserId, "It names a person.", 1, Later), DomainJson.Stored.ModerationAuditEntry),
        ["document.tag-aliases"] = Of(
            new TagAliases { Tags = ImmutableSortedDictionary<string, string>.Empty.Add("js", "javascript").Add("ecmascript", "javascript"), AuditCount = 2 }, DomainJson.Stored.TagAliases),
        ["document.collection"] = Of(
            new CollectionDocument
            {
                Id = "col_01jwnp2s0g0000000000000005",
                OwnerId = UserId,
                Name = "Crème",
                Description = "What I cook.",
                Visibility = "unlisted",
                Entries = [new CollectionEntry(PromptId, At), new CollectionEntry(SourceId, Later)],
                CreatedAt = At,
                UpdatedAt = Later,
            },
            DomainJson.Stored.CollectionDocument),
        ["user.registered.1"] = Of(new UserRegistered(), DomainJson.Stored.UserRegistered),
        ["user.profile-changed.1"] = Of(new UserProfileChanged(["bio", "links"]), DomainJson.Stored.UserProfileChanged),
        ["document.prompt"] = Of(Prompt, DomainJson.Stored.PromptDocument),
        ["document.prompt-tombstone"] = Of(PromptRules.Delete(Prompt, Later), DomainJson.Stored.PromptDocument),
        ["document.prompt-version"] = Of(PromptVersionDocument.Of(Prompt), DomainJson.Stored.PromptVersionDocument),
        ["document.user"] = Of(
            new UserDocument
            {
                Id = UserId,
                Handle = "ann",
                Email = "Ann@example.org",
                PasswordHash = "AQAAAAIAAYag+/==",
                DisplayName = "Ann B.",
                Bio = "Writes.",
                AvatarUrl = "https://a.example/ann.png",
                Links = ["https://a.example/"],
                CreatedAt = At,
            },
            DomainJson.Stored.UserDocument),
        ["document.comment"] = Of(Comment, DomainJson.Stored.CommentDocument),
        ["document.comment-tombstone"] = Of(CommentRules.Delete(Comment, Later), DomainJson.Stored.CommentDocument),
        ["document.user-notifications"] = Of(new NotificationSettingsDocument(["forked", "liked"], 1_748_779_200_000_001), DomainJson.Stored.NotificationSettingsDocument),
        ["user.deleted.1"] = Of(new UserDeleted(), DomainJson.Stored.UserDeleted),
        ["document.user-erasure"] = Of(new UserErasureDocument(Later, "ann"), DomainJson.Stored.UserErasureDocument),
        ["document.user-tombstone"] = Of(
            UserRules.Delete(new UserDocument { Id = UserId, Handle = "ann", Email = "Ann@example.org", PasswordHash = "x", DisplayName = "Ann B.", Bio = "Writes.", Links = ["https://a.example/"], CreatedAt = At }, Later),
            DomainJson.Stored.UserDocument),
        ["document.user-keys"] = Of(
            new UserKeysDocument([new UserApiKey("key_01jwnp2s0g0000000000000005", "CI", new string('a', 64), "pgk_abc123", ["read", "write"], At, Later, Later), new UserApiKey("key_01jwnp2s0g0000000000000006", "Once", new string('b', 64), "pgk_def456", ["read"], At)]),
            DomainJson.Stored.UserKeysDocument),
        ["document.user-sessions-device"] = Of(new UserSessionsDocument([new UserSession("ses_01jwnp2s0g0000000000000004", 2, At, Later, "Firefox on Linux")]), DomainJson.Stored.UserSessionsDocument),
        ["document.user-sessions"] = Of(new UserSessionsDocument([new UserSession("ses_01jwnp2s0g0000000000000004", 2, At, Later)]), DomainJson.Stored.UserSessionsDocument),
    };

    /// <summary>Events about edges: their bodies are the ledger's, and so are their samples.</summary>
    private static readonly string[] EdgeEvents = [PromptEventNames.LikesChanged, PromptEventNames.SavesChanged, PromptEventNames.ForksChanged, PromptEventNames.CommentsChanged, UserEventNames.PromptsChanged, UserEventNames.FollowersChanged];

    public static TheoryData<string> Names() => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Today_is_written_what_the_sample_says(string name) => Assert.Equal(Read(name), Samples[name].Write());

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_sample_says_is_read_and_written_again_unchanged(string name) => Assert.Equal(Read(name), Samples[name].Rewrite(Read(name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Fields_of_the_future_are_ignored(string name)
    {
        var future = Read(name)[..^1] + ",\"fieldOfTheFuture\":{\"a\":[1,null,{\"b\":\"c\"}]}}";
        Assert.Equal(Read(name), Samples[name].Rewrite(future));
    }

    [Fact]
    public void Every_sample_file_is_tested_and_every_test_has_its_file() =>
        Assert.Equal(Samples.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_event_name_has_a_sample()
    {
        var names = new[] { typeof(PromptEventNames), typeof(UserEventNames) }
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(f => (string)f.GetRawConstantValue()!)
            .ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names.Except(EdgeEvents), name => Assert.Contains(name + ".1", Samples.Keys));
    }

    [Fact]
    public void No_event_holds_prompt_text_or_anything_personal()
    {
        var fields = new[] { typeof(PromptPublished), typeof(PromptEdited), typeof(PromptDeleted), typeof(PromptUsed), typeof(PromptModerated), typeof(UserRegistered), typeof(UserProfileChanged), typeof(UserDeleted) }
            .SelectMany(t => t.GetProperties().Select(p => p.Name))
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(["Action", "Copies", "Decision", "Fields", "ForkedFrom", "OwnerId", "Runs", "Schema", "Version", "Visibility"], fields);
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden");

    private static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name + ".json")).TrimEnd('\n');

    private static Sample Of<T>(T value, JsonTypeInfo<T> type) => new(
        () => JsonSerializer.Serialize(value, type),
        json => JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type)!, type));

    private sealed record Sample(Func<string> Write, Func<string, string> Rewrite);
}
