using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Media;
using PromptGrid.Api.Tests.Accounts;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Domain.Media;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Tests.Media;

/// <summary>When files go, and when they stay.</summary>
public sealed class SweepTests
{
    private static async Task<string> UploadedAsync(ApiCaller user, byte[] image) => (await user.UploadAsync(image)).Expect(201)["url"].GetString()!;

    [Fact]
    public async Task A_file_stays_while_something_shows_it_and_goes_with_its_upload_after_the_grace_period()
    {
        await using var server = await ApiServer.StartAsync(MediaCaller.ShortGrace);
        var (user, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var unused = (await user.UploadAsync(Images.Png())).Expect(201);
        var (shown, worn) = (await UploadedAsync(user, Images.Png()), (await user.SetAvatarAsync(Images.Png())).Expect(200)["avatarUrl"].GetString()!);
        var prompt = await user.PublishImageAsync(shown);
        var fork = await other.ForkAsync(prompt.Id());

        await server.SweepAsync();
        (await server.Nobody.GetAsync(unused["url"].GetString()!)).Expect(200);
        server.Clock.Advance(MediaCaller.AfterGrace);
        await server.SweepAsync();
        (await server.Nobody.GetAsync(unused["url"].GetString()!)).ExpectProblem(404, "not-found");
        (await user.GetAsync($"/v1/media/{unused["id"].GetString()}")).ExpectProblem(404, "not-found");
        (await server.Nobody.GetAsync(shown)).Expect(200);
        (await server.Nobody.GetAsync(worn)).Expect(200);
        Assert.Equal(2, server.FilesOf().Length);
        var usage = (await server.Services.GetRequiredService<ILedgerReader>().ReadDocumentAsync(MediaUsageDocument.IdOf(user.UserId)))!;
        Assert.Contains("\"files\":2,", usage.Body, StringComparison.Ordinal);

        await user.RemoveAsync(prompt.Id());
        (await user.DeleteAsync("/v1/me/avatar")).Expect(200);
        await server.SweepTwiceAsync();
        (await server.Nobody.GetAsync(worn)).ExpectProblem(404, "not-found");
        (await server.Nobody.GetAsync(shown)).Expect(200);

        await other.EditAsync(fork.Id(), new { example = new { text = "A words' picture" } });
        await server.SweepTwiceAsync();
        (await server.Nobody.GetAsync(shown)).ExpectProblem(404, "not-found");
        Assert.Empty(server.FilesOf());
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task An_account_that_goes_leaves_only_what_others_show()
    {
        await using var server = await ApiServer.StartAsync(MediaCaller.ShortGrace);
        var (user, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var (own, shared) = (Images.Png(), Images.Png());
        var (ownUrl, sharedUrl) = (await UploadedAsync(user, own), await UploadedAsync(user, shared));
        var avatarUrl = (await user.SetAvatarAsync(Images.Png())).Expect(200)["avatarUrl"].GetString()!;
        await user.PublishImageAsync(ownUrl);
        await user.PublishImageAsync(sharedUrl);
        Assert.Equal(sharedUrl, (await other.SetAvatarAsync(shared)).Expect(200)["avatarUrl"].GetString());
        Assert.Contains(sharedUrl[7..], (await user.GetAsync("/v1/me/export")).Expect(200).Text, StringComparison.Ordinal);

        (await user.SendAsync("DELETE", "/v1/me", ApiCaller.JsonOf(new { password = ApiCaller.Password }))).Expect(204);
        await DeletionTests.ErasedAsync(server, user.UserId);
        var reader = server.Services.GetRequiredService<ILedgerReader>();
        Assert.Null(await reader.ReadDocumentAsync(MediaUsageDocument.IdOf(user.UserId)));
        Assert.DoesNotContain(await reader.ScanDocumentsAsync("med_", null, 100), d => d.Body.Contains(user.UserId, StringComparison.Ordinal));
        // No sweep came by yet.
        foreach (var gone in (string[])[ownUrl, avatarUrl])
        {
            (await server.Nobody.GetAsync(gone)).ExpectProblem(404, "not-found");
            (await server.Nobody.GetAsync(gone, ("If-None-Match", "*"))).ExpectProblem(404, "not-found");
        }

        await server.Services.GetRequiredService<MediaSweep>().StepAsync(default);
        Assert.Single(server.FilesOf());
        Assert.Empty(await reader.ListEdgesToAsync(MediaEdges.GivenUp, MediaEdges.Bin, null, 10));
        Assert.Equal(shared, (await server.Nobody.GetAsync(sharedUrl)).Expect(200).Body);
        Assert.Single(server.FilesOf());
    }

    [Fact]
    public async Task A_file_that_was_given_up_lives_again_when_somebody_uploads_it()
    {
        await using var server = await ApiServer.StartAsync(MediaCaller.ShortGrace);
        var (user, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var image = Images.Png();
        var url = (await user.SetAvatarAsync(image)).Expect(200)["avatarUrl"].GetString()!;
        (await user.SendAsync("DELETE", "/v1/me", ApiCaller.JsonOf(new { password = ApiCaller.Password }))).Expect(204);
        await DeletionTests.ErasedAsync(server, user.UserId);
        (await server.Nobody.GetAsync(url)).ExpectProblem(404, "not-found");
        Assert.Equal(url, (await other.SetAvatarAsync(image)).Expect(200)["avatarUrl"].GetString());
        await server.SweepAsync();
        Assert.Equal(image, (await server.Nobody.GetAsync(url)).Expect(200).Body);
    }

    [Fact]
    public async Task Bytes_that_no_file_is_made_of_go_only_when_they_are_old()
    {
        await using var server = await ApiServer.StartAsync(MediaCaller.ShortGrace);
        var user = await server.SignUpAsync();
        var url = await UploadedAsync(user, Images.Png());
        await user.PublishImageAsync(url);
        var kept = server.FilesOf().Single();
        var another = kept[..^32] + RandomNumberGenerator.GetHexString(32, lowercase: true);
        var incoming = Path.Combine(server.Folder, "media", "incoming", "broken-off");
        File.Copy(kept, another);
        File.WriteAllText(incoming, "half");
        foreach (var file in (string[])[another, incoming]) File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime);
        await server.SweepAsync();
        Assert.Equal(3, server.FilesOf().Length);
        foreach (var file in server.FilesOf()) File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));
        await server.SweepAsync();
        Assert.Equal(kept, server.FilesOf().Single());
        (await server.Nobody.GetAsync(url)).Expect(200);
    }

    [Fact]
    public async Task Two_sweeps_and_uploads_of_the_same_bytes_at_once_never_lose_an_upload()
    {
        var grace = TimeSpan.FromSeconds(1);
        await using var server = await ApiServer.StartAsync(("Media:UploadTimeMax", "00:00:00.5"), ("Media:GracePeriod", "00:00:01"), ("Media:SweepInterval", "1.00:00:00"));
        var user = await server.SignUpAsync();
        var image = Images.Png();
        using var end = new CancellationTokenSource();
        async Task SweepOnAsync()
        {
            // Another server's, as far as it knows.
            using var sweep = ActivatorUtilities.CreateInstance<MediaSweep>(server.Services);
            while (!end.IsCancellationRequested) await sweep.StepAsync(default);
        }

        var sweeps = Task.WhenAll(Task.Run(SweepOnAsync), Task.Run(SweepOnAsync));
        var (lives, seen) = (new HashSet<string>(), 0);
        for (var round = 0; round < 16; round++)
        {
            var began = Stopwatch.StartNew();
            var answer = await user.UploadAsync(image);
            if (answer.Status == 503) continue;
            var url = answer.Expect(201)["url"].GetString()!;
            var served = await server.Nobody.GetAsync(url);
            if (began.Elapsed < grace)
            {
                Assert.Equal(image, served.Expect(200).Body);
                seen++;
            }

            lives.UnionWith(server.FilesOf().Where(f => f.Contains(url[7..], StringComparison.Ordinal)));
            // About when the sweeps give the file up.
            await Task.Delay(grace - began.Elapsed + TimeSpan.FromMilliseconds(round * 4) is { Ticks: > 0 } rest ? rest : TimeSpan.Zero);
        }

        await end.CancelAsync();
        await sweeps;
        Assert.True(seen > 0 && lives.Count > 1, $"{seen} uploads were looked at, and the file had {lives.Count} lives.");
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_and_is_no_bug()
    {
        await using var server = await ApiServer.StartAsync();
        var user = await server.SignUpAsync();
        var folder = Path.Combine(server.Folder, "media");
        await File.WriteAllTextAsync(folder, "in the way");
        (await user.UploadAsync(Images.Png())).ExpectProblem(503, "unavailable");
        File.Delete(folder);
        (await user.UploadAsync(Images.Png())).Expect(201);
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task A_restart_keeps_files_and_a_lost_file_comes_back_with_the_next_upload()
    {
        await using var server = await ApiServer.StartAsync();
        var user = await server.SignUpAsync();
        var image = Images.Png();
        var url = (await user.SetAvatarAsync(image)).Expect(200)["avatarUrl"].GetString()!;
        await server.RestartAsync();
        Assert.Equal(image, (await server.Nobody.GetAsync(url)).Expect(200).Body);
        foreach (var file in server.FilesOf()) File.Delete(file);
        (await server.Nobody.GetAsync(url)).ExpectProblem(404, "not-found");
        Assert.Equal(url, (await user.SetAvatarAsync(image)).Expect(200)["avatarUrl"].GetString());
        Assert.Equal(image, (await server.Nobody.GetAsync(url)).Expect(200).Body);
        server.ExpectNoBugs();
    }
}
