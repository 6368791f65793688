namespace PromptGrid.Api.Tests.Support;

/// <summary>A server on which one user moderates.</summary>
public sealed class ModeratedServer : IAsyncLifetime
{
    public const string ModeratorHandle = "the-moderator";

    private ApiServer? _server;
    private ApiCaller? _moderator;

    public ApiServer Server => _server!;

    public ApiCaller Moderator => _moderator!;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync(("PROMPTGRID_MODERATORS", "somebody-else, " + ModeratorHandle), ("Moderation:ReportsPerHour", "100"), ("Moderation:RefusedWords", "grobian, Flegel"));
        _moderator = await _server.SignUpAsync(ModeratorHandle);
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>Lets the moderator decide.</summary>
    public async Task<Answer> DecideAsync(string promptId, string action, string? reason = null) => (await Moderator.PostAsync($"/v1/moderation/{promptId}", new { action, reason })).Expect(200);
}

[CollectionDefinition(Collections.Moderation)]
public sealed class ModerationCollection : ICollectionFixture<ModeratedServer>;
