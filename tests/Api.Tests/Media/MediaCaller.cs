using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Media;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Media;

/// <summary>What tests of uploads do.</summary>
internal static class MediaCaller
{
    /// <summary>A server on which orphans go after ten minutes, and only when a test sweeps.</summary>
    public static readonly (string Name, string? Value)[] ShortGrace = [("Media:GracePeriod", "00:10:00"), ("Media:SweepInterval", "1.00:00:00")];

    public static readonly TimeSpan AfterGrace = TimeSpan.FromMinutes(10.1);

    public static Task<Answer> UploadAsync(this ApiCaller user, byte[] image, params (string Name, string Value)[] headers) =>
        user.SendAsync("POST", "/v1/media", Typed(image), headers);

    public static Task<Answer> SetAvatarAsync(this ApiCaller user, byte[] image) => user.SendAsync("PUT", "/v1/me/avatar", Typed(image));

    /// <summary>The type is a lie where the bytes are none: nobody believes it anyway.</summary>
    public static ByteArrayContent Typed(byte[] image) => new(image) { Headers = { { "Content-Type", "image/png" } } };

    public static async Task<JsonElement> PublishImageAsync(this ApiCaller user, string url, string visibility = "public") =>
        (await user.PostAsync("/v1/prompts", new { title = "A picture", content = "Paint {{what}}.", type = "image", visibility, example = new { url } })).Expect(201).Json;

    /// <summary>Looks once at every file and every shard.</summary>
    public static async Task SweepAsync(this ApiServer server)
    {
        var sweep = server.Services.GetRequiredService<MediaSweep>();
        for (var step = 0; step < 256; step++) await sweep.StepAsync(default);
    }

    /// <summary>Two sweeps with more than the grace period between them: the first may only see that a file is not used.</summary>
    public static async Task SweepTwiceAsync(this ApiServer server)
    {
        await server.SweepAsync();
        server.Clock.Advance(AfterGrace);
        await server.SweepAsync();
    }

    public static string[] FilesOf(this ApiServer server)
    {
        var folder = Path.Combine(server.Folder, "media");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
    }
}
