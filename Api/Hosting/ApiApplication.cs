using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using PromptGrid.Api.Accounts;
using PromptGrid.Api.Auth;
using PromptGrid.Api.Auth.External;
using PromptGrid.Api.Export;
using PromptGrid.Api.Comments;
using PromptGrid.Api.Feed;
using PromptGrid.Api.Syndication;
using PromptGrid.Api.Follows;
using PromptGrid.Api.Forks;
using PromptGrid.Api.Http;
using PromptGrid.Api.Import;
using PromptGrid.Api.Json;
using PromptGrid.Api.Likes;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Live;
using PromptGrid.Api.Media;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Notifications;
using PromptGrid.Api.Operations;
using PromptGrid.Api.Pages;
using PromptGrid.Api.PromptCollections;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Proxies;
using PromptGrid.Api.Saves;
using PromptGrid.Api.Search;
using PromptGrid.Api.Starters;
using PromptGrid.Api.Tags;
using PromptGrid.Api.Telemetry;
using PromptGrid.Api.Trending;
using PromptGrid.Api.Users;
using PromptGrid.Api.Versions;
using PromptGrid.Silo.Hosting;
using PromptGrid.Silo.Telemetry;

namespace PromptGrid.Api.Hosting;

/// <summary>Builds the API's host: services first, then the pipeline.</summary>
public static class ApiApplication
{
    public const string DefaultUrl = "http://localhost:8080";

    /// <exception cref="DataDirectoryInUseException">The stores are files, and another process has them open.</exception>
    /// <param name="configure">Last word on services and settings, for tests and tools.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // Settings lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Wider than what endpoints take: a body that is refused is read on, so that its sender sees why.
            kestrel.Limits.MaxRequestBodySize = JsonBody.BytesMax * 10;
            // In the same way, of addresses and headers: what the server itself refuses gets an empty answer.
            kestrel.Limits.MaxRequestLineSize = RequestShape.AddressLengthMax * 2;
            kestrel.Limits.MaxRequestHeadersTotalSize = RequestShape.HeadersLengthMax * 2;
            kestrel.Limits.MaxRequestHeaderCount = RequestShape.HeadersMax * 3;
        });
        // A request is served by the thread that received it instead of being queued for another one. Nothing here blocks for
        // long, and the sockets' events are taken by any thread of the pool, so nobody waits behind a slow handler.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        configure?.Invoke(builder);
        AddServices(builder);
        var app = builder.Build();
        TakeDataDirectory(app);
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey])) app.Urls.Add(DefaultUrl);
        UsePipeline(app);
        return app;
    }

    /// <summary>The first service made is the last one disposed: nobody else gets the folder before the stores are closed.</summary>
    private static void TakeDataDirectory(WebApplication app)
    {
        try
        {
            app.Services.GetService<DataDirectoryLock>();
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var configuration = builder.Configuration;
        services.AddPromptGrid(configuration);

        services.AddDataProtection().SetApplicationName("PromptGrid");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, ConfigureKeyManagement>();
        services.AddOptions<RateLimitsOptions>().Bind(configuration.GetSection("RateLimits")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RateLimits>();
        services.AddOptions<VelocityOptions>().Bind(configuration.GetSection("Velocity")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Velocity>();
        services.AddOptions<NetworksOptions>().Bind(configuration.GetSection("Networks")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Networks>();
        services.AddSingleton<Reactions>();
        services.AddModeration(configuration);
        services.AddMedia(configuration);
        services.AddOptions<OverloadOptions>().Bind(configuration.GetSection("Overload")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Admission>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<OverloadOptions>>((kestrel, overload) => kestrel.Limits.MaxConcurrentConnections = overload.Value.ConnectionsMax);
        services.AddTelemetryExport(configuration);
        services.AddSingleton<ApiMetrics>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<SignIns>();
        services.AddSingleton<Credentials>();
        services.AddOptions<ExternalSignInOptions>().Bind(configuration.GetSection(ExternalSignInOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ExternalProviders>();
        services.AddSingleton<ExternalTickets>();
        services.AddSingleton<ExternalAccounts>();
        services.AddSingleton<Paging>();
        services.AddSingleton<OwnerCards>();
        services.AddSingleton<UserCards>();
        services.AddSingleton<Inbox>();
        services.AddSingleton<FeedReads>();
        services.AddSingleton<PromptCards>();
        services.AddSingleton<PromptLists>();
        services.AddSingleton<PromptReads>();
        services.AddSingleton<Lineage>();
        services.AddSingleton<CollectionCards>();
        services.AddSingleton<CollectionLists>();
        services.AddSingleton<SearchService>();
        services.AddSingleton<LiveFeeds>();
        services.AddSingleton<Health>();
        services.AddSingleton<Boards>();
        services.AddSingleton<Usage>();
        services.AddHostedService(s => s.GetRequiredService<Usage>());
        services.AddSingleton<PromptExport>();
        services.AddOptions<ExportOptions>().Bind(configuration.GetSection("Exports")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ExportSlots>();
        services.AddOptions<ImportOptions>().Bind(configuration.GetSection("Import")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ImportJobs>();
        services.AddHostedService(s => s.GetRequiredService<ImportJobs>());
        services.AddHostedService<StarterPromptsPublisher>();

        services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, Problems.ContentType, "application/schema+json", "application/openapi+json"];
        });
        services.AddProxies(configuration);
        var origins = configuration.GetSection("Cors:Origins").Get<string[]>() ?? [];
        services.AddCors(o => o.AddDefaultPolicy(p => p.WithOrigins(origins).AllowAnyHeader().AllowAnyMethod()
            .WithExposedHeaders("ETag", "Location", "X-Request-Id", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", Idempotency.ReplayedHeader)));
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Web));
        services.AddSitePages();
        services.AddApiDescription();
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<RequestShape>();
        app.UseMiddleware<AdmissionMiddleware>();
        app.UseMiddleware<ExceptionMiddleware>();
        app.UseWhen(context => !context.Request.Path.Value!.EndsWith("/stream", StringComparison.Ordinal), branch => branch.UseResponseCompression());
        app.UseStatusCodePages(static async status =>
        {
            var context = status.HttpContext;
            if (context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed) HeadRequests.Allow(context);
            var (code, title, detail) = context.Response.StatusCode switch
            {
                404 => ("not-found", "Not found", "There is nothing at this address."),
                405 => ("method-not-allowed", "Method not allowed", "This address does not take this method."),
                415 => ("unsupported-media-type", "The media type is not supported", "This address does not take this content type."),
                _ => ("validation", "The request is not valid", "The request is malformed."),
            };
            await Problems.WriteAsync(context, context.Response.StatusCode, code, title, detail);
        });
        app.UseRoutingWithHead();
        if (!string.IsNullOrEmpty(app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.Endpoint)) app.Use(RequestSpans.NameAsync);
        app.UseCors();
        app.UseMiddleware<CallerMiddleware>();
        app.UseMiddleware<ModeratorMiddleware>();
        app.UseMiddleware<RateLimitMiddleware>();
        app.Use(Idempotency.RefuseInvalidKey);

        app.MapAuth();
        app.MapExternalSignIn();
        app.MapUsers();
        app.MapCredentials();
        app.MapSessions();
        app.MapApiKeys();
        app.MapDeletion();
        app.MapPersonalExport();
        app.MapPrompts();
        app.MapVersions();
        app.MapLikes();
        app.MapSaves();
        app.MapForks();
        app.MapCollections();
        app.MapComments();
        app.MapFollows();
        app.MapFeed();
        app.MapNotifications();
        app.MapMedia();
        app.MapModeration();
        app.MapTagAliases();
        app.MapFeeds();
        app.MapSearch();
        app.MapTrending();
        app.MapPromptStream();
        app.MapMyStream();
        app.MapImport();
        app.MapExport();
        app.MapOperations();
        app.MapPages();
        app.MapApiDescription();
    }
}
