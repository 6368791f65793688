using System.Security.Cryptography;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Media;

/// <summary>Uploads in an S3-compatible store, and what settings are refused.</summary>
public sealed class S3Tests
{
    private static (string Name, string? Value)[] SettingsOf(S3Stand stand) =>
    [
        .. MediaCaller.ShortGrace,
        ("Media:Provider", "S3"), ("Media:S3:Bucket", "pictures"), ("Media:S3:Prefix", "grid/"), ("Media:S3:ServiceUrl", stand.Url), ("Media:S3:AccessKey", "stand"), ("Media:S3:SecretKey", "in"),
    ];

    [Fact]
    public async Task Files_are_kept_served_and_swept_there()
    {
        await using var stand = await S3Stand.StartAsync();
        await using var server = await ApiServer.StartAsync(SettingsOf(stand));
        var user = await server.SignUpAsync();
        var image = Images.Png();
        var url = (await user.SetAvatarAsync(image)).Expect(200)["avatarUrl"].GetString()!;
        var (key, stored) = stand.Objects.Single();
        Assert.StartsWith($"grid/{url[7..9]}/{url[7..]}.", key);
        Assert.Equal(image, stored.Bytes);
        Assert.Equal("image/png", stored.Type);
        Assert.All(stand.Signatures, s => Assert.StartsWith("AWS4-HMAC-SHA256 Credential=stand/", s));
        var served = (await server.Nobody.GetAsync(url)).Expect(200);
        Assert.Equal(image, served.Body);
        Assert.Equal(("image/png", "public, max-age=31536000, immutable"), (served.ContentType, served.Header("Cache-Control")));

        // Bytes of uploads that broke off, more than a page of them: the young ones stay.
        for (var i = 0; i < 5; i++) stand.Objects[key[..^32] + RandomNumberGenerator.GetHexString(32, lowercase: true)] = (image, "image/png", TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(i < 4 ? -1 : 1));
        await server.SweepAsync();
        Assert.Equal(2, stand.Objects.Count);
        (await server.Nobody.GetAsync(url)).Expect(200);

        (await user.DeleteAsync("/v1/me/avatar")).Expect(200);
        await server.SweepTwiceAsync();
        Assert.DoesNotContain(key, stand.Objects.Keys);
        (await server.Nobody.GetAsync(url)).ExpectProblem(404, "not-found");
        Assert.Empty(server.FilesOf());
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_and_nothing_is_recorded()
    {
        await using var stand = await S3Stand.StartAsync();
        await using var server = await ApiServer.StartAsync(SettingsOf(stand));
        var user = await server.SignUpAsync();
        var url = (await user.UploadAsync(Images.Png())).Expect(201)["url"].GetString()!;
        stand.IsAway = true;
        (await user.SetAvatarAsync(Images.Png())).ExpectProblem(503, "unavailable");
        (await server.Nobody.GetAsync(url)).ExpectProblem(503, "unavailable");
        Assert.Equal(JsonValueKind.Null, (await user.GetAsync("/v1/me")).Expect(200)["avatarUrl"].ValueKind);
        stand.IsAway = false;
        (await server.Nobody.GetAsync(url)).Expect(200);
        server.ExpectNoBugs();
    }

    [Theory]
    [InlineData("Media:Provider", "Tape")]
    [InlineData("Media:Provider", "S3")]
    [InlineData("Media:ImageBytesMax", "0")]
    [InlineData("Media:GracePeriod", "00:00:01")]
    [InlineData("Media:SweepInterval", "00:00:00")]
    public async Task Settings_that_cannot_work_are_refused_at_the_start(string name, string value) =>
        Assert.Contains("Media", (await Assert.ThrowsAnyAsync<Exception>(() => ApiServer.StartAsync((name, value)))).Message, StringComparison.Ordinal);
}
