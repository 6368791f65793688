using PromptGrid.Api.Tests.Support;
using PromptGrid.Testing;

namespace PromptGrid.Api.Tests.Media;

/// <summary>Two servers on one PostgreSQL ledger and one bucket.</summary>
public sealed class TwoServersTests
{
    [PostgresFact]
    public async Task Quotas_and_files_are_exact_across_servers()
    {
        await using var stand = await S3Stand.StartAsync();
        (string, string?)[] settings =
        [
            .. MediaCaller.ShortGrace,
            ("ConnectionStrings:Ledger", await (await PostgresServer.SharedAsync()).CreateDatabaseAsync()), ("Media:FilesPerUserMax", "3"),
            ("Media:Provider", "S3"), ("Media:S3:Bucket", "pictures"), ("Media:S3:ServiceUrl", stand.Url), ("Media:S3:AccessKey", "stand"), ("Media:S3:SecretKey", "in"),
        ];
        await using var first = await ApiServer.StartAsync(settings);
        await using var second = await ApiServer.StartAsync(settings);
        var handle = Names.Next("user-");
        var session = (await first.Nobody.PostAsync("/v1/auth/register", new { handle, email = $"{handle}@example.com", password = ApiCaller.Password })).Expect(201).Json;
        ApiCaller[] users = [new(first, session), new(second, session)];

        // The store's client may take its time over the first call.
        var image = Images.Png();
        foreach (var user in users) await Eventually.AsksUntilAsync(() => user.UploadAsync(image), a => a.Status == 201);
        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => users[i % 2].UploadAsync(image)));
        Assert.Single(same.Select(a => a.Expect(201)["id"].GetString()).Distinct());
        var others = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => users[i % 2].UploadAsync(Images.Png())));
        Assert.Equal((2, 6), (others.Count(a => a.Status == 201), others.Count(a => a.Status == 409)));

        var url = same[0]["url"].GetString()!;
        (await users[0].PatchAsync("/v1/me", new { avatarUrl = url })).Expect(200);
        foreach (var user in users) Assert.Equal(image, (await user.Server.Nobody.GetAsync(url)).Expect(200).Body);
        foreach (var server in (ApiServer[])[first, second]) server.Clock.Advance(MediaCaller.AfterGrace);
        await Task.WhenAll(first.SweepAsync(), second.SweepAsync());
        foreach (var server in (ApiServer[])[first, second]) server.Clock.Advance(MediaCaller.AfterGrace);
        await Task.WhenAll(first.SweepAsync(), second.SweepAsync());
        Assert.Contains(url[7..], Assert.Single(stand.Objects.Keys), StringComparison.Ordinal);
        foreach (var user in users) Assert.Equal(image, (await user.Server.Nobody.GetAsync(url)).Expect(200).Body);
        // The quota is free again, once for each file that went.
        for (var i = 0; i < 2; i++) (await users[i].UploadAsync(Images.Png())).Expect(201);
        (await users[0].UploadAsync(Images.Png())).ExpectProblem(409, "conflict");
        first.ExpectNoBugs();
        second.ExpectNoBugs();
    }
}
