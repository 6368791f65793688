using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Projections.Audit;
using PromptGrid.Silo.Audit;
using PromptGrid.Testing;

namespace PromptGrid.Api.Tests.Audit;

/// <summary>Each kind of drift, made by hand in the databases: named exactly, mended, gone.</summary>
public sealed class DriftTests
{
    private static readonly TimeSpan InFlightTime = TimeSpan.FromSeconds(10);

    [LedgerFileFact]
    public Task Each_drift_is_named_mended_and_gone_on_SQLite() => EachDriftAsync(null);

    [PostgresFact]
    public async Task Each_drift_is_named_mended_and_gone_on_PostgreSQL() => await EachDriftAsync(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());

    [LedgerFileFact]
    public Task Changes_in_flight_are_no_drift_on_SQLite() => InFlightAsync(null);

    [PostgresFact]
    public async Task Changes_in_flight_are_no_drift_on_PostgreSQL() => await InFlightAsync(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());

    [LedgerFileFact]
    public async Task The_background_audit_measures_drift_and_warns_of_it_without_mending_it()
    {
        await using var server = await ApiServer.StartAsync(("Audit:Interval", "00:00:01"), ("Audit:RowsPerSecond", "100000"));
        using var drift = new DriftGauge(server.Services);
        var author = await server.SignUpAsync();
        var id = (await author.PublishAsync()).Id();
        await author.LikeAsync(id);
        await WaitForQuietAsync(server);
        await Eventually.HoldsAsync(() =>
        {
            Assert.Equal(DriftKinds.All.ToDictionary(k => k, _ => 0L), drift.Read());
            return Task.CompletedTask;
        });
        Assert.DoesNotContain(server.Log.Lines, l => l.Contains("The audit found", StringComparison.Ordinal));

        await ExecuteAsync(File(Path.Combine(server.Folder, "ledger.db")), $"UPDATE counters SET value = 7 WHERE entity = '{id}' AND name = 'likes'");

        await Eventually.HoldsAsync(() =>
        {
            Assert.Equal(DriftKinds.All.ToDictionary(k => k, k => k == DriftKinds.CounterLikes ? 1L : 0), drift.Read());
            Assert.Contains(server.Log.Lines, l => l.Contains("The audit found 1 drifts (counter.likes 1)", StringComparison.Ordinal));
            return Task.CompletedTask;
        });
        Assert.Equal(7, (await server.Services.GetRequiredService<ILedgerReader>().ReadDocumentAsync(id))!.Counter("likes"));

        await ExecuteAsync(File(Path.Combine(server.Folder, "ledger.db")), $"UPDATE counters SET value = 1 WHERE entity = '{id}' AND name = 'likes'");
        await Eventually.HoldsAsync(() =>
        {
            Assert.Equal(0, drift.Read().Values.Sum());
            return Task.CompletedTask;
        });
    }

    private static async Task EachDriftAsync(string? connection)
    {
        (string Name, string? Value)[] settings = connection is null ? [("Audit:Enabled", "false")] : [("Audit:Enabled", "false"), ("ConnectionStrings:Ledger", connection)];
        await using var server = await ApiServer.StartAsync(settings);
        var author = await server.SignUpAsync();
        var readers = await server.SignUpManyAsync(3);
        var id = (await author.PublishAsync(tags: ["audit"])).Id();
        // One of them is a second account as far as boards can tell.
        foreach (var reader in readers[..2]) await reader.LikeAsync(id, from: "203.0.113.7");
        await readers[2].LikeAsync(id);
        await readers[0].SaveAsync(id);
        var fork = (await readers[1].ForkAsync(id)).Id();
        var comment = (await readers[0].CommentAsync(id, "A comment")).Id();
        await readers[1].CommentAsync(id, "An answer", comment);
        (await readers[0].DeleteAsync($"/v1/comments/{(await readers[0].CommentAsync(id, "A tombstone")).Id()}")).Expect(204);
        await readers[0].FollowAsync(author);
        await readers[1].FollowAsync(author);
        var collection = (await author.PostAsync("/v1/collections", new { name = "Audited", visibility = "public" })).Expect(201).Json.Id();
        (await readers[0].PutAsync($"/v1/collections/{collection}/follow")).Expect(200);
        (await readers[0].PutAsync("/v1/tags/audit/follow")).Expect(200);
        (await readers[2].PostAsync($"/v1/prompts/{id}/reports", new { reason = "spam" })).Expect(201);
        await WaitForQuietAsync(server);
        await Eventually.HoldsAsync(async () => Assert.Equal(1, (await server.Nobody.ReadAsync(id)).At("counts").Number("forks")));
        await WaitForQuietAsync(server);
        var services = server.Services;
        var (owner, liker, other, partition) = (
            (await services.GetRequiredService<ILedgerReader>().ResolveKeyAsync("handle", author.Handle))!,
            (await services.GetRequiredService<ILedgerReader>().ResolveKeyAsync("handle", readers[2].Handle))!,
            (await services.GetRequiredService<ILedgerReader>().ResolveKeyAsync("handle", readers[1].Handle))!,
            services.GetRequiredService<ILedgerReader>().PartitionOf(id));
        var folder = server.Folder;
        await server.StopAsync();

        DbConnection Ledger() => connection is null ? File(Path.Combine(folder, "ledger.db")) : new NpgsqlConnection(connection);
        DbConnection Trending() => connection is null ? File(Path.Combine(folder, "projections.db")) : new NpgsqlConnection(connection);
        // A rebuild makes a file with the next number.
        DbConnection Search() => File(Directory.GetFiles(folder, "search*.db").OrderBy(f => f.Length).ThenBy(f => f, StringComparer.Ordinal).Last());
        (Func<DbConnection> Database, string Sql, string Kinds, string Entity)[] cases =
        [
            (Ledger, $"UPDATE counters SET value = value + 2 WHERE entity = '{id}' AND name = 'likes'", DriftKinds.CounterLikes, id),
            (Ledger, $"UPDATE counters SET value = 0 WHERE entity = '{id}' AND name = 'saves'", DriftKinds.CounterSaves, id),
            (Ledger, $"UPDATE counters SET value = 9 WHERE entity = '{id}' AND name = 'forks'", DriftKinds.CounterForks, id),
            (Ledger, $"UPDATE counters SET value = 9 WHERE entity = '{id}' AND name = 'comments'", DriftKinds.CounterComments, id),
            (Ledger, $"UPDATE counters SET value = 9 WHERE entity = '{comment}' AND name = 'replies'", DriftKinds.CounterReplies, comment),
            (Ledger, $"UPDATE counters SET value = 9 WHERE entity = '{owner}' AND name = 'followers'", DriftKinds.CounterFollowers, owner),
            (Ledger, $"UPDATE counters SET value = 9 WHERE entity = '{other}' AND name = 'following'", DriftKinds.CounterFollowing, other),
            (Ledger, $"DELETE FROM edges WHERE kind = 'follow' AND source = '{other}'", $"{DriftKinds.CounterFollowers} {DriftKinds.EdgeStray}", owner),
            (Ledger, $"INSERT INTO edges (kind, source, target, at) VALUES ('follow', '{liker}', '{owner}', 1)", $"{DriftKinds.CounterFollowers} {DriftKinds.EdgeMissing}", owner),
            (Ledger, $"INSERT INTO edges (kind, source, target, at) VALUES ('save-echo', '{liker}', '{id}', 1)", DriftKinds.EdgeStray, id),
            (Ledger, $"DELETE FROM edges WHERE kind = 'comment' AND source = '{comment}'", $"{DriftKinds.CounterComments} {DriftKinds.EdgeMissing}", comment),
            (Ledger, $"DELETE FROM edges WHERE kind = 'wrote' AND target = '{comment}'", DriftKinds.EdgeMissing, comment),
            (Ledger, $"INSERT INTO edges (kind, source, target, at) VALUES ('thread', 'cmt_gone', '{id}', 1)", DriftKinds.EdgeStray, "cmt_gone"),
            (Ledger, $"UPDATE counters SET value = 9 WHERE entity = '{owner}' AND name = 'prompts'", DriftKinds.CounterPrompts, owner),
            (Ledger, $"UPDATE counters SET value = 9 WHERE entity = '{owner}' AND name = 'likesReceived'", DriftKinds.ProfileLikes, owner),
            (Ledger, $"DELETE FROM unique_keys WHERE kind = 'slug' AND entity = '{id}'", DriftKinds.KeyMissing, id),
            (Ledger, $"DELETE FROM unique_keys WHERE kind = 'email' AND entity = '{owner}'", DriftKinds.KeyMissing, owner),
            (Ledger, $"INSERT INTO unique_keys (kind, key, entity) VALUES ('handle', 'nobody-here', '{owner}')", DriftKinds.KeyStray, owner),
            (Ledger, $"DELETE FROM edges WHERE kind = 'owns' AND target = '{id}'", DriftKinds.EdgeMissing, id),
            (Ledger, $"INSERT INTO edges (kind, source, target, at) VALUES ('owns', '{owner}', 'prm_gone', 1)", DriftKinds.EdgeStray, "prm_gone"),
            (Ledger, $"DELETE FROM edges WHERE kind = 'fork' AND target = '{id}'", $"{DriftKinds.CounterForks} {DriftKinds.LineageMissing}", fork),
            (Ledger, $"INSERT INTO edges (kind, source, target, at) VALUES ('fork', '{id}', '{fork}', 1)", $"{DriftKinds.CounterForks} {DriftKinds.LineageStray}", id),
            (Ledger, $"UPDATE checkpoints SET sequence = sequence + 1000 WHERE projection = 'lineage' AND partition = {partition}", DriftKinds.CheckpointAhead, $"lineage/{partition}"),
            (Ledger, $"UPDATE documents SET body = '100000' WHERE id = 'projection/profiles/{partition}'", DriftKinds.CheckpointAhead, $"profiles/{partition}"),
            (Trending, $"UPDATE trending_checkpoints SET sequence = 100000 WHERE partition_id = {partition}", DriftKinds.CheckpointAhead, $"trending/{partition}"),
            (Trending, $"UPDATE feed_checkpoints SET sequence = 100000 WHERE partition_id = {partition}", DriftKinds.CheckpointAhead, $"feed/{partition}"),
            (Trending, $"UPDATE notification_checkpoints SET sequence = 100000 WHERE partition_id = {partition}", DriftKinds.CheckpointAhead, $"notifications/{partition}"),
            (Search, $"UPDATE checkpoints SET sequence = 100000 WHERE partition = {partition}", DriftKinds.CheckpointAhead, $"search/{partition}"),
            (Ledger, "INSERT INTO dead_letters (projection, partition, sequence, event_name, subject, reason, at) VALUES ('search', 0, 1, 'x', 'y', 'z', 1)", DriftKinds.DeadLetter, "search/0/1"),
            (Ledger, $"UPDATE ledger_heads SET sequence = sequence - 1 WHERE partition = {partition}", DriftKinds.EventHead, $"partition {partition}"),
            (Ledger, $"DELETE FROM events WHERE name = 'prompt.published' AND subject = '{id}'", DriftKinds.EventGap, $"partition {partition}"),
            (Search, $"UPDATE prompts SET likes = 99 WHERE id = '{id}'", DriftKinds.SearchStale, id),
            (Search, $"UPDATE prompts SET revision = 99 WHERE id = '{id}'", DriftKinds.SearchStale, id),
            (Search, $"DELETE FROM prompts WHERE id = '{id}'", DriftKinds.SearchMissing, id),
            (Search, $"UPDATE prompts SET id = 'prm_zzz' WHERE id = '{id}'", $"{DriftKinds.SearchMissing} {DriftKinds.SearchStray}", "prm_zzz"),
            (Trending, $"UPDATE trending_scores SET score_day = score_day + 0.01 WHERE prompt = '{id}'", DriftKinds.TrendingScore, id),
            (Trending, $"UPDATE trending_scores SET signals = signals + 1 WHERE prompt = '{id}'", DriftKinds.TrendingScore, id),
            (Trending, $"DELETE FROM trending_scores WHERE prompt = '{id}'", DriftKinds.TrendingMissing, id),
            (Trending, $"UPDATE trending_scores SET listed = 0 WHERE prompt = '{id}'", DriftKinds.TrendingListing, id),
            (Trending, $"DELETE FROM trending_tags WHERE prompt = '{id}'", DriftKinds.TrendingListing, id),
            (Trending, $"UPDATE trending_scores SET prompt = 'prm_zzz' WHERE prompt = '{id}'", $"{DriftKinds.TrendingMissing} {DriftKinds.TrendingStray}", "prm_zzz"),
            (Ledger, $"UPDATE counters SET value = 9 WHERE entity = '{owner}' AND name = 'collections'", DriftKinds.CounterCollections, owner),
            (Ledger, $"UPDATE counters SET value = 9 WHERE entity = '{collection}' AND name = 'followers'", DriftKinds.CounterFollowers, collection),
            (Ledger, "UPDATE counters SET value = 9 WHERE entity = 'tag:audit' AND name = 'followers'", DriftKinds.CounterFollowers, "tag:audit"),
            (Ledger, $"DELETE FROM edges WHERE kind = 'publishes-collection' AND target = '{collection}'", DriftKinds.EdgeMissing, collection),
            (Ledger, $"INSERT INTO edges (kind, source, target, at) VALUES ('publishes-collection', '{owner}', 'col_gone', 1)", DriftKinds.EdgeStray, "col_gone"),
            (Ledger, $"DELETE FROM edges WHERE kind = 'case-open' AND source = '{id}'", DriftKinds.EdgeMissing, id),
            (Ledger, $"INSERT INTO edges (kind, source, target, at) VALUES ('case-hidden', '{id}', 'moderation', 1)", DriftKinds.EdgeStray, id),
            (Ledger, $"INSERT INTO edges (kind, source, target, at) VALUES ('case-open', '{fork}', 'moderation', 1)", DriftKinds.EdgeStray, fork),
            (Ledger, $"DELETE FROM edges WHERE kind = 'audit' AND source = 'audit/{id}/1'", DriftKinds.EdgeMissing, $"audit/{id}/1"),
            (Ledger, $"INSERT INTO edges (kind, source, target, at) VALUES ('audit', 'audit/{id}/7', 'moderation', 1)", DriftKinds.EdgeStray, $"audit/{id}/7"),
            (Trending, $"UPDATE feed_prompts SET owner = '{other}' WHERE prompt = '{id}'", DriftKinds.FeedStale, id),
            (Trending, $"UPDATE feed_prompts SET tags = 'other' WHERE prompt = '{id}'", DriftKinds.FeedStale, id),
            (Trending, $"INSERT INTO feed_prompts (prompt, at, owner, tags) VALUES ('prm_zzz', 1, '{owner}', '')", DriftKinds.FeedStray, "prm_zzz"),
            (Trending, $"UPDATE notification_inboxes SET last_place = 1 WHERE user_id = '{owner}'", DriftKinds.InboxPlace, owner),
            (Trending, "INSERT INTO notification_inboxes (user_id, last_place) VALUES ('usr_zzz', 1)", DriftKinds.InboxStray, "usr_zzz"),
            (Trending, $"DELETE FROM feed_prompts WHERE prompt = '{id}'", DriftKinds.FeedMissing, id),
            (Ledger, $"DELETE FROM edges WHERE kind = 'like' AND source = '{liker}' AND target = '{id}'; UPDATE counters SET value = value - 1 WHERE entity = '{id}' AND name = 'likes'",
                $"{DriftKinds.History} {DriftKinds.SearchStale}", id),
            (Ledger, $"DELETE FROM edges WHERE kind = 'like' AND source = '{other}' AND target = '{id}'", $"{DriftKinds.CounterLikes} {DriftKinds.EdgeStray}", id),
        ];
        Assert.Equal(DriftKinds.All.Order(), cases.SelectMany(c => c.Kinds.Split(' ')).Append(DriftKinds.DocumentUnreadable).Distinct().Order());
        Assert.Equal("", await CheckAsync(folder, connection));
        foreach (var (database, sql, kinds, entity) in cases)
        {
            Assert.True(await ExecuteAsync(database(), sql) > 0, sql);
            Assert.Equal((sql, kinds), (sql, await CheckAsync(folder, connection, entity)));
            Assert.Equal((sql, ""), (sql, await RepairAsync(folder, connection)));
            Assert.Equal((sql, ""), (sql, await CheckAsync(folder, connection)));
        }

        // The last repairs told the projections, which now follow: a like that is lost is lost everywhere.
        await server.InitializeAsync();
        await WaitForQuietAsync(server);
        await Eventually.HoldsAsync(async () => Assert.Equal(1, (await server.Nobody.GetAsync($"/v1/users/{author.Handle}")).Expect(200)["counts.likesReceived"].GetInt64()));
        await server.StopAsync();
        Assert.Equal("", await CheckAsync(folder, connection));

        // Nobody can guess what a document said: it is named, and stays named.
        Assert.Equal(1, await ExecuteAsync(Ledger(), $"UPDATE documents SET body = 'torn' WHERE id = '{id}'"));
        Assert.Equal(DriftKinds.DocumentUnreadable, await CheckAsync(folder, connection, id));
        Assert.Contains($"Kind = {DriftKinds.DocumentUnreadable}, Entity = {id}", await RepairAsync(folder, connection));
        Assert.Equal(DriftKinds.DocumentUnreadable, await CheckAsync(folder, connection, id));
    }

    private static async Task InFlightAsync(string? connection)
    {
        (string Name, string? Value)[] settings = connection is null ? [("Audit:Enabled", "false")] : [("Audit:Enabled", "false"), ("ConnectionStrings:Ledger", connection)];
        await using var server = await ApiServer.StartAsync(settings);
        var author = await server.SignUpAsync();
        var ids = new List<string>();
        for (var i = 0; i < 20; i++) ids.Add((await author.PublishAsync(tags: ["hot"])).Id());
        var clients = await server.SignUpManyAsync(8);
        using var stopping = new CancellationTokenSource();
        var load = clients.Select(async (client, number) =>
        {
            var random = new Random(number);
            while (!stopping.IsCancellationRequested)
            {
                var id = ids[random.Next(ids.Count)];
                if (random.Next(2) == 0) await client.LikeAsync(id);
                else await client.UnlikeAsync(id);
                if (number == 0 && random.Next(10) == 0) await author.EditAsync(id, new { description = Names.Next("edit ") });
                if (number == 1 && random.Next(20) == 0) await client.ForkAsync(id);
            }
        }).ToArray();
        using var access = AuditAccess.Running(server.Services);
        // Pages of a few rows give writers the most chances to come between them; later passes must be faster than writers are.
        var started = TimeProvider.System.GetTimestamp();
        for (var pass = 0; pass < 5 || (pass < 25 && TimeProvider.System.GetElapsedTime(started) < InFlightTime); pass++)
        {
            var report = await AuditPass.CheckAsync(access.Stores, new AuditSettings { PageSize = pass < 3 ? 7 : 400 }, TimeProvider.System, default);
            Assert.Equal([], report.Found);
        }

        await stopping.CancelAsync();
        await Task.WhenAll(load);
        await WaitForQuietAsync(server);
        var last = await AuditPass.CheckAsync(access.Stores, new AuditSettings { PageSize = 50, SumsMax = 3 }, TimeProvider.System, default);
        Assert.Equal([], last.Found);
        Assert.Equal(0, last.Waiting);
    }

    private static async Task WaitForQuietAsync(ApiServer server)
    {
        var (grains, reader) = (server.Services.GetRequiredService<IGrainFactory>(), server.Services.GetRequiredService<ILedgerReader>());
        await Eventually.HoldsAsync(async () =>
        {
            // Lineage writes events of its own, so one quiet look is not enough.
            for (var look = 0; look < 2; look++)
            {
                for (var partition = 0; partition < reader.PartitionCount; partition++)
                {
                    var head = await reader.ReadHeadAsync(partition);
                    foreach (var projection in ProjectionNames.All) Assert.Equal(head, (await grains.Projection(projection, partition).GetStatusAsync()).Sequence);
                    Assert.Equal(head, await server.Services.GetRequiredService<ICheckpoints>().ReadAsync(ProjectionNames.Lineage, partition));
                }
            }
        });
    }

    private static SqliteConnection File(string path) => new($"Data Source={path};Pooling=False");

    private static async Task<int> ExecuteAsync(DbConnection connection, string sql)
    {
        await using (connection)
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            return await command.ExecuteNonQueryAsync();
        }
    }

    internal static IHost Open(string folder, string? connection)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("PROMPTGRID_DATA", folder), new("ConnectionStrings:Ledger", connection), new("Cluster:CoHosted", "true")]);
        builder.Logging.ClearProviders();
        builder.Services.AddPromptGrid(builder.Configuration);
        return builder.Build();
    }

    /// <summary>The kinds of what is found, in the order of the alphabet.</summary>
    private static async Task<string> CheckAsync(string folder, string? connection, string? entity = null)
    {
        var host = Open(folder, connection);
        await using var _ = (IAsyncDisposable)host;
        using var access = await AuditAccess.OpenReadOnlyAsync(host.Services, default);
        var report = await AuditPass.CheckAsync(access.Stores, new AuditSettings { PageSize = 3 }, TimeProvider.System, default);
        if (entity is not null) Assert.Contains(report.Found, d => d.Entity == entity);
        return string.Join(' ', report.Counts.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>The kinds of what is left.</summary>
    private static async Task<string> RepairAsync(string folder, string? connection)
    {
        var host = Open(folder, connection);
        await using var _ = (IAsyncDisposable)host;
        using var access = await AuditAccess.OpenForRepairAsync(host.Services, default);
        var (_, left) = await access.RepairAsync(new AuditSettings { PageSize = 3 }, TimeProvider.System, default);
        return string.Join(' ', left.Found.Select(d => d.ToString()));
    }
}
