using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using PromptGrid.Api.Hosting;
using PromptGrid.Operations.Tests.Support;
using PromptGrid.Silo.Telemetry;
using PromptGrid.Testing;

namespace PromptGrid.Operations.Tests.Telemetry;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_like_is_traced_from_the_request_through_grain_and_commit_to_the_projections()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var folder = new TemporaryFolder();
        await using var grid = await GridProcess.StartAsync(
            folder.Path("grid"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_TRACES_SAMPLER_ARG", "1"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "300"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"));
        var token = await grid.SignUpAsync("traced");
        var prompt = await grid.PublishAsync(token, "Traced");
        using var like = await grid.SendAsync(HttpMethod.Put, $"/v1/prompts/{prompt}/like", token);
        Assert.True(like.IsSuccessStatusCode);
        await grid.GetAsync("/v1/search?q=traced");
        await grid.GetAsync("/v1/trending");

        // A call between processes has two spans, the caller's and the callee's; the commit belongs to the inner one.
        Span? commit = null;
        Span? call = null;
        await Until.HoldsAsync(
            () =>
            {
                var calls = receiver.Spans.Where(s => s.Source == EditionSettings.GrainSource && s.Name.EndsWith("SetLikeFromAsync", StringComparison.Ordinal)).ToList();
                commit = receiver.Spans.FirstOrDefault(s => s.Source == "PromptGrid.Ledger" && calls.Exists(c => s.Links.Contains(c.Id)));
                call = commit is null ? null : calls.Find(c => commit.Links.Contains(c.Id));
                return Task.FromResult(call is not null);
            },
            "the spans of the grain call and of its commit");
        Assert.Contains(commit!.Id, call!.Links);
        Span? request = null;
        await Until.HoldsAsync(
            () =>
            {
                request = call;
                while (request is { Source: not "Microsoft.AspNetCore" }) request = receiver.Spans.FirstOrDefault(s => s.Id == request.ParentId);
                return Task.FromResult(request is not null);
            },
            "the request's span");
        Assert.StartsWith("PUT /v1/prompts/{id}/like", request!.Name, StringComparison.Ordinal);
        Assert.Equal(request.TraceId, call.TraceId);
        foreach (var projection in (string[])["search", "trending", "profiles"])
        {
            await Until.HoldsAsync(() => Task.FromResult(receiver.Spans.Any(s => s.Source == "PromptGrid.Projections" && s.Name == "project " + projection && s.Links.Contains(commit.Id))), $"the span of {projection}");
        }

        foreach (var instrument in (string[])["promptgrid.ledger.commit.duration", "promptgrid.ledger.batch.size", "promptgrid.ledger.queue.length", "promptgrid.projections.lag", EditionSettings.GrainInstrument, "promptgrid.search.query.duration", "promptgrid.api.cache.reads", "http.server.request.duration", "kestrel.active_connections", "dotnet.process.memory.working_set"])
        {
            await Until.HoldsAsync(() => Task.FromResult(receiver.MeterOfInstrument.ContainsKey(instrument)), $"the metric {instrument}");
        }
    }

    [Fact]
    public async Task Nobody_listens_without_an_endpoint()
    {
        using var folder = new TemporaryFolder();
        await using var app = await BuildAsync(folder);
        await app.StartAsync();
        foreach (var name in TelemetryNames.Sources.Where(n => n.StartsWith("PromptGrid.", StringComparison.Ordinal)))
        {
            using var source = new ActivitySource(name);
            Assert.False(source.HasListeners());
        }

        await app.StopAsync();
    }

    [Theory]
    [InlineData("Telemetry:Endpoint", "localhost:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://localhost")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("Telemetry:TracesSampled", "1.5")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "often")]
    [InlineData("Overload:WritesMax", "0")]
    [InlineData("Overload:StreamBufferBytes", "1")]
    public async Task A_setting_that_makes_no_sense_stops_the_start_with_its_name(string name, string value)
    {
        using var folder = new TemporaryFolder();
        var error = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var app = await BuildAsync(folder, (name, value));
            await app.StartAsync();
        });
        Assert.Contains(name.Split(':')[^1], error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<WebApplication> BuildAsync(TemporaryFolder folder, params (string Name, string Value)[] settings)
    {
        var edition = await EditionSettings.MakeAsync();
        EditionSettings.BeforeStart(edition);
        return ApiApplication.Build([], builder => Configure(builder, folder, edition, settings));
    }

    private static void Configure(WebApplicationBuilder builder, TemporaryFolder folder, Dictionary<string, string?> edition, (string Name, string Value)[] settings)
    {
        builder.Configuration.AddInMemoryCollection(edition);
        builder.Configuration.AddInMemoryCollection([new("PROMPTGRID_DATA", folder.Path("grid")), new(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0"), new("StarterPrompts:Enabled", "false")]);
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Name, s.Value)));
        builder.Logging.ClearProviders();
    }
}
