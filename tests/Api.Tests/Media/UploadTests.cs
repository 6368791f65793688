using System.Security.Cryptography;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Media;

/// <summary>What is taken in, what is refused, and how it is served.</summary>
[Collection(Collections.Accounts)]
public sealed class UploadTests(ApiServer server)
{
    public static TheoryData<string, string, int, int> Kinds => new()
    {
        { "png", "image/png", 3, 2 },
        { "jpg", "image/jpeg", 5, 4 },
        { "gif", "image/gif", 1, 1 },
        { "webp", "image/webp", 1, 1 },
    };

    private static byte[] Make(string kind) => kind switch { "png" => Images.Png(), "jpg" => Images.Jpeg(), "gif" => Images.Gif(), _ => Images.WebP() };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_image_is_known_by_its_content_and_served_as_it_came(string kind, string contentType, int width, int height)
    {
        var user = await server.SignUpAsync();
        var image = Make(kind);
        var made = (await user.UploadAsync(image)).Expect(201);
        Assert.Equal((contentType, width, height, image.Length), (made["contentType"].GetString(), made["width"].GetInt32(), made["height"].GetInt32(), made["bytes"].GetInt32()));
        Assert.Equal($"/media/{Convert.ToHexStringLower(SHA256.HashData(image))}.{kind}", made["url"].GetString());
        Assert.StartsWith("med_", made["id"].GetString());
        Assert.Equal($"/v1/media/{made["id"].GetString()}", made.Header("Location"));
        Assert.Equal(made.Text, (await user.GetAsync(made.Header("Location")!)).Expect(200).Text);

        var served = (await server.Nobody.GetAsync(made["url"].GetString()!)).Expect(200);
        Assert.Equal(image, served.Body);
        Assert.Equal((contentType, "public, max-age=31536000, immutable", "nosniff", "default-src 'none'; sandbox"),
            (served.ContentType, served.Header("Cache-Control"), served.Header("X-Content-Type-Options"), served.Header("Content-Security-Policy")));
        Assert.Null(served.Header("Content-Encoding"));

        var again = (await server.Nobody.GetAsync(made["url"].GetString()!, ("If-None-Match", served.Header("ETag")!))).Expect(304);
        Assert.Equal((0, served.Header("ETag"), served.Header("Cache-Control")), (again.Body.Length, again.Header("ETag"), again.Header("Cache-Control")));
        var head = (await server.Nobody.SendAsync("HEAD", made["url"].GetString()!, null)).Expect(200);
        Assert.Equal((0, (long)image.Length), (head.Body.Length, head.ContentHeaders.ContentLength));
    }

    public static TheoryData<string, byte[]> NoImages => new()
    {
        { "nothing", [] },
        { "text", "hello"u8.ToArray() },
        { "svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"u8.ToArray() },
        { "html", "<!doctype html><script>alert(1)</script>"u8.ToArray() },
        { "a signature alone", Images.PngHead(1, 1)[..8] },
        { "a header alone", Images.PngHead(1, 1) },
        { "a truncated png", Images.Png()[..^3] },
        { "a png without data", [.. Images.PngHead(1, 1), .. Images.Chunk("IEND", [])] },
        { "a png without width", [.. Images.PngHead(0, 1), .. Images.Chunk("IDAT", [1]), .. Images.Chunk("IEND", [])] },
        { "a png of negative height", [.. Images.PngHead(1, -1), .. Images.Chunk("IDAT", [1]), .. Images.Chunk("IEND", [])] },
        { "a png with a page behind it", [.. Images.Png(), .. "<script>alert(1)</script>"u8] },
        { "a page before a png", [.. "<!--"u8, .. Images.Png()] },
        { "a truncated jpeg", Images.Jpeg()[..^2] },
        { "a jpeg without a frame", [0xff, 0xd8, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 0xff, 0xd9] },
        { "a truncated gif", Images.Gif()[..^1] },
        { "a gif with a script behind it", [.. Images.Gif(), .. "=1;alert(1)"u8] },
        { "a gif that is a script", "GIF89a=1;alert(document.domain);//;"u8.ToArray() },
        { "a truncated webp", Images.WebP()[..^2] },
        { "a webp with something behind it", [.. Images.WebP(), 0, 0] },
        { "a riff of another kind", [.. "RIFF"u8, 4, 0, 0, 0, .. "WAVE"u8] },
    };

    [Theory]
    [MemberData(nameof(NoImages))]
    public async Task What_is_no_whole_image_is_refused(string what, byte[] bytes)
    {
        var user = await server.SignUpAsync();
        Assert.True((await user.UploadAsync(bytes)).ExpectProblem(415, "unsupported-media-type").Status == 415, what);
        (await user.SetAvatarAsync(bytes)).ExpectProblem(415, "unsupported-media-type");
        Assert.Equal(JsonValueKind.Null, (await user.GetAsync("/v1/me")).Expect(200)["avatarUrl"].ValueKind);
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task An_image_cut_anywhere_is_refused_and_no_cut_is_a_bug()
    {
        var user = await server.SignUpAsync();
        foreach (var image in (byte[][])[Images.Png(), Images.Jpeg(), Images.Gif(), Images.WebP()])
        {
            for (var length = 0; length < image.Length; length++) Assert.Null(PromptGrid.Domain.Media.ImageHeaders.Read(image.AsSpan(0, length)));
            Assert.NotNull(PromptGrid.Domain.Media.ImageHeaders.Read(image));
            (await user.UploadAsync(image[..(image.Length / 2)])).ExpectProblem(415, "unsupported-media-type");
        }

        server.ExpectNoBugs();
    }

    [Fact]
    public async Task Too_many_bytes_or_pixels_are_refused_and_leave_nothing()
    {
        await using var small = await ApiServer.StartAsync(("Media:AvatarBytesMax", "2000"), ("Media:ImageBytesMax", "4000"), ("Media:PixelsMax", "10000"));
        var user = await small.SignUpAsync();
        byte[] Padded(int bytes) => [.. Images.PngHead(1, 1), .. Images.Chunk("IDAT", new byte[bytes - 57]), .. Images.Chunk("IEND", [])];
        Assert.Equal(4000, Padded(4000).Length);
        (await user.UploadAsync(Padded(4001))).ExpectProblem(413, "too-large");
        (await user.SetAvatarAsync(Padded(2001))).ExpectProblem(413, "too-large");
        (await user.SendAsync("POST", "/v1/media", new StreamContent(new Unmeasured(Padded(4001))))).ExpectProblem(413, "too-large");
        (await user.UploadAsync([.. Images.PngHead(101, 100), .. Images.Chunk("IDAT", [1]), .. Images.Chunk("IEND", [])])).ExpectInvalid("body");
        (await user.UploadAsync([.. Images.PngHead(int.MaxValue, int.MaxValue), .. Images.Chunk("IDAT", [1]), .. Images.Chunk("IEND", [])])).ExpectInvalid("body");
        Assert.Empty(small.FilesOf());
        (await user.UploadAsync(Padded(4000))).Expect(201);
        (await user.SendAsync("POST", "/v1/media", new StreamContent(new Unmeasured(Padded(3999))))).Expect(201);
        Assert.Equal(2, small.FilesOf().Length);
        small.ExpectNoBugs();
    }

    [Fact]
    public async Task The_same_bytes_at_once_are_one_upload_each_and_one_file()
    {
        await using var own = await ApiServer.StartAsync();
        var users = await own.SignUpManyAsync(3);
        var image = Images.Png();
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => users[i % 3].UploadAsync(image)));
        Assert.All(answers, a => a.Expect(201));
        Assert.Equal(3, answers.Select(a => a["id"].GetString()).Distinct().Count());
        Assert.Single(answers.Select(a => a["url"].GetString()).Distinct());
        Assert.Equal(image, (await own.Nobody.GetAsync(answers[0]["url"].GetString()!)).Expect(200).Body);
        Assert.Single(own.FilesOf());
        foreach (var user in users) (await user.GetAsync($"/v1/media/{answers[0]["id"].GetString()}")).Expect(user == users[0] ? 200 : 404);
    }

    [Fact]
    public async Task A_quota_is_exact_however_many_come_at_once_and_deleting_gives_room()
    {
        await using var own = await ApiServer.StartAsync(("Media:FilesPerUserMax", "3"));
        var user = await own.SignUpAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => user.UploadAsync(Images.Png())));
        Assert.Equal(3, answers.Count(a => a.Status == 201));
        Assert.All(answers.Where(a => a.Status != 201), a => a.ExpectProblem(409, "conflict"));
        var kept = answers.First(a => a.Status == 201)["id"].GetString();
        (await (await own.SignUpAsync()).DeleteAsync($"/v1/media/{kept}")).ExpectProblem(404, "not-found");
        (await user.DeleteAsync($"/v1/media/{kept}")).Expect(204);
        (await user.DeleteAsync($"/v1/media/{kept}")).ExpectProblem(404, "not-found");
        (await user.UploadAsync(Images.Png())).Expect(201);
        (await user.UploadAsync(Images.Png())).ExpectProblem(409, "conflict");
    }

    [Fact]
    public async Task A_repeat_gets_the_first_answer_and_a_key_serves_one_image()
    {
        var user = await server.SignUpAsync();
        var image = Images.Png();
        var first = (await user.UploadAsync(image, ("Idempotency-Key", "one"))).Expect(201);
        var again = (await user.UploadAsync(image, ("Idempotency-Key", "one"))).Expect(201);
        Assert.Equal((first.Text, "true"), (again.Text, again.Header("Idempotency-Replayed")));
        (await user.UploadAsync(Images.Png(), ("Idempotency-Key", "one"))).ExpectProblem(409, "conflict");
    }

    [Fact]
    public async Task Uploads_need_a_user_and_have_a_rate()
    {
        (await server.Nobody.UploadAsync(Images.Png())).ExpectProblem(401, "unauthenticated");
        (await server.Nobody.SetAvatarAsync(Images.Png())).ExpectProblem(401, "unauthenticated");
        await using var slow = await ApiServer.StartAsync(("Media:UploadsPerMinute", "2"));
        var user = await slow.SignUpAsync();
        for (var i = 0; i < 2; i++) (await user.UploadAsync(Images.Png())).Expect(201);
        Assert.NotNull((await user.UploadAsync(Images.Png())).ExpectProblem(429, "rate-limited").Header("Retry-After"));
        (await (await slow.SignUpAsync()).UploadAsync(Images.Png())).Expect(201);
    }

    [Theory]
    [InlineData("/media/x.png")]
    [InlineData("/media/..%2fledger.db")]
    [InlineData("/media/0000000000000000000000000000000000000000000000000000000000000000.png")]
    [InlineData("/media/0000000000000000000000000000000000000000000000000000000000000000.svg")]
    public async Task What_was_never_uploaded_is_not_there(string path) => (await server.Nobody.GetAsync(path)).ExpectProblem(404, "not-found");

    [Fact]
    public async Task An_avatar_stands_on_the_profile_until_it_is_taken_away()
    {
        var user = await server.SignUpAsync();
        var image = Images.Png();
        var url = (await user.SetAvatarAsync(image)).Expect(200)["avatarUrl"].GetString()!;
        Assert.Equal(url, (await server.Nobody.GetAsync($"/v1/users/{user.Handle}")).Expect(200)["avatarUrl"].GetString());
        Assert.Equal(image, (await server.Nobody.GetAsync(url)).Expect(200).Body);
        Assert.Contains($"src=\"{url}\"", (await server.Nobody.GetAsync($"/@{user.Handle}", ("Accept", "text/html"))).Expect(200).Text, StringComparison.Ordinal);
        Assert.Equal(url, (await user.PublishAsync()).Text("owner.avatarUrl"));
        Assert.Equal(url, (await user.SetAvatarAsync(image)).Expect(200)["avatarUrl"].GetString());
        Assert.Equal(JsonValueKind.Null, (await user.DeleteAsync("/v1/me/avatar")).Expect(200)["avatarUrl"].ValueKind);
        Assert.Equal(JsonValueKind.Null, (await user.DeleteAsync("/v1/me/avatar")).Expect(200)["avatarUrl"].ValueKind);
    }

    [Fact]
    public async Task An_upload_is_a_prompts_example_and_the_page_shows_it()
    {
        var user = await server.SignUpAsync();
        var url = (await user.UploadAsync(Images.Png())).Expect(201)["url"].GetString()!;
        var prompt = await user.PublishImageAsync(url);
        Assert.Equal(url, (await server.Nobody.GetAsync($"/v1/prompts/{prompt.Id()}")).Expect(200)["example.url"].GetString());
        var page = (await server.Nobody.GetAsync($"/@{user.Handle}/{prompt.Text("slug")}", ("Accept", "text/html"))).Expect(200);
        Assert.Contains($"src=\"{url}\"", page.Text, StringComparison.Ordinal);
        (await user.PostAsync("/v1/prompts", new { title = "No", content = "No", example = new { url = "/media/elsewhere.png" } })).ExpectInvalid("example.url");
    }

    /// <summary>A stream that does not tell its length, so that it is sent in chunks.</summary>
    private sealed class Unmeasured(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
