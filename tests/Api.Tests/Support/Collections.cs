namespace PromptGrid.Api.Tests.Support;

/// <summary>The collections share one server each, and run side by side.</summary>
public static class Collections
{
    public const string Accounts = "Accounts";
    public const string Prompts = "Prompts";
    public const string Reactions = "Reactions";
    public const string Discovery = "Discovery";
    public const string Social = "Social";
    public const string Bulk = "Bulk";
    public const string Hostile = "Hostile input";
    public const string Moderation = "Moderation";
}

[CollectionDefinition(Collections.Accounts)]
public sealed class AccountsCollection : ICollectionFixture<ApiServer>;

[CollectionDefinition(Collections.Prompts)]
public sealed class PromptsCollection : ICollectionFixture<ApiServer>;

[CollectionDefinition(Collections.Reactions)]
public sealed class ReactionsCollection : ICollectionFixture<ApiServer>;

[CollectionDefinition(Collections.Discovery)]
public sealed class DiscoveryCollection : ICollectionFixture<ApiServer>;

[CollectionDefinition(Collections.Social)]
public sealed class SocialCollection : ICollectionFixture<ApiServer>;

[CollectionDefinition(Collections.Bulk)]
public sealed class BulkCollection : ICollectionFixture<ApiServer>;

[CollectionDefinition(Collections.Hostile)]
public sealed class HostileCollection : ICollectionFixture<ApiServer>;
