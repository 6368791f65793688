using System.Net.Http.Headers;
using PromptGrid.Api.Tests.Media;
using PromptGrid.Cluster.Tests.Processes;
using PromptGrid.Testing;

namespace PromptGrid.Cluster.Tests;

/// <summary>Uploads at two API nodes, in a bucket and in a folder that both have.</summary>
public sealed class UploadTests
{
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Uploads_are_served_and_swept_by_every_node(bool bucket)
    {
        await using var stand = await S3Stand.StartAsync();
        var folder = Directory.CreateTempSubdirectory("shared-");
        (string, string)[] grace = [("Media:UploadTimeMax", "00:00:02"), ("Media:GracePeriod", "00:00:04"), ("Media:SweepInterval", "00:00:00.01")];
        (string, string)[] place = bucket
            ? [("Media:Provider", "S3"), ("Media:S3:Bucket", "pictures"), ("Media:S3:ServiceUrl", stand.Url), ("Media:S3:AccessKey", "stand"), ("Media:S3:SecretKey", "in")]
            : [("PROMPTGRID_DATA", folder.FullName)];
        await using var grid = await Grid.StartAsync(silos: 1, apis: 2, [.. grace, .. place]);
        var user = await GridUser.RegisterAsync(grid.Clients[0]);
        int Kept() => bucket ? stand.Objects.Count : Directory.GetFiles(Path.Combine(folder.FullName, "media"), "*.*", SearchOption.AllDirectories).Length;

        // The same bytes at both nodes at once are one upload; the client of the bucket may need a moment for its first call.
        var image = Images.Png();
        foreach (var http in grid.Clients) await Eventually.HoldsAsync("a node takes an image", async () => await user.At(http).StatusAsync(HttpMethod.Post, "v1/media", Typed(image)) == 201);
        var uploads = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => user.At(grid.Clients[i % 2]).SendAsync(HttpMethod.Post, "v1/media", Typed(image), 201)));
        var url = Assert.Single(uploads.Select(u => u.GetProperty("url").GetString()).Distinct())!;
        await user.SendAsync(HttpMethod.Put, "v1/me/avatar", Typed(image), 200);
        var unused = (await user.At(grid.Clients[1]).SendAsync(HttpMethod.Post, "v1/media", Typed(Images.Png()), 201)).GetProperty("url").GetString()!;

        // Both nodes sweep all the time: what nothing shows goes, what is shown stays.
        await Eventually.HoldsAsync("the unused image is gone", async () => await IsGoneAsync(grid.Http, unused) && Kept() == 1, TimeSpan.FromSeconds(60));
        foreach (var http in grid.Clients) Assert.Equal(image, await http.GetByteArrayAsync(url[1..]));
        await user.SendAsync(HttpMethod.Delete, "v1/me", new { password = GridUser.Password }, 204);
        await Eventually.HoldsAsync("the picture of a deleted account is gone", async () => await IsGoneAsync(grid.Http, url) && Kept() == 0, TimeSpan.FromSeconds(60));
        Assert.DoesNotContain("fail:", string.Concat(grid.Apis.Select(a => a.Output)), StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static async Task<bool> IsGoneAsync(HttpClient http, string url)
    {
        using var answer = await http.GetAsync(url[1..]);
        return (int)answer.StatusCode == 404;
    }

    private static ByteArrayContent Typed(byte[] image) => new(image) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
}
