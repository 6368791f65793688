using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;
using PromptGrid.Silo.Cluster.Health;

namespace PromptGrid.Silo.Cluster;

/// <summary>The process that hosts grains: ledger, grains and projections, and an HTTP address that tells how it is.</summary>
public static class SiloApplication
{
    /// <summary>Where health is told unless <c>urls</c> says otherwise. Nothing of the API is there.</summary>
    public const string DefaultUrl = "http://localhost:8081";

    /// <exception cref="InvalidOperationException">A setting is wrong; the message is for a person.</exception>
    public static WebApplication Build(string[] args)
    {
        // Settings lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var settings = ClusterHost.SettingsOf(builder.Configuration);
        builder.Services.AddPromptGridSilo(builder.Configuration);
        builder.Services.AddHealthChecks()
            .AddCheck<SiloCheck>("silo", tags: [HealthTags.Ready])
            .AddCheck<LedgerCheck>("ledger", tags: [HealthTags.Ready]);
        var app = builder.Build();
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey])) app.Urls.Add(DefaultUrl);
        app.MapHealthChecks("/healthz/live", new() { Predicate = static _ => false });
        app.MapHealthChecks("/healthz/ready", new() { Predicate = static check => check.Tags.Contains(HealthTags.Ready) });
        if (settings.Dashboard) app.MapOrleansDashboard("/dashboard");
        return app;
    }
}
