using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using PromptGrid.Operations.Tests.Support;
using PromptGrid.Testing.Load;

namespace PromptGrid.Operations.Tests;

public sealed class SlowWatcherTests
{
    private const int Slow = 20;

    [Fact]
    public async Task Watchers_that_do_not_read_are_cut_and_the_others_go_on()
    {
        using var folder = new TemporaryFolder();
        await using var grid = await GridProcess.StartAsync(folder.Path("grid"), ("Overload__StreamWriteTimeout", "00:00:01"), ("Overload__StreamBufferBytes", "65536"));
        var token = await grid.SignUpAsync("watcher");
        // One state of this board is far more than a connection holds by itself.
        var prompts = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => grid.PublishAsync(token, string.Create(CultureInfo.InvariantCulture, $"Long {i}"), new string('x', 90_000), "long")));
        foreach (var prompt in prompts)
        {
            using var like = await grid.SendAsync(HttpMethod.Put, $"/v1/prompts/{prompt}/like", token);
            Assert.True(like.IsSuccessStatusCode);
        }

        const string Stream = "/v1/trending/stream?window=day&scope=tag:long";
        await Until.HoldsAsync(async () => (await grid.GetAsync("/v1/trending?window=day&scope=tag:long")).GetProperty("items").GetArrayLength() == prompts.Length, "all prompts on the board");
        using var reading = await grid.Client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await reading.Content.ReadAsStreamAsync());
        var events = new ConcurrentQueue<string>();
        var reader = ReadAsync(lines, events);
        await Until.HoldsAsync(() => Task.FromResult(events.Contains("event: snapshot")), "the reader's first event");
        var before = grid.MemoryMib;

        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < Slow; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024 };
                sockets.Add(socket);
                await socket.ConnectAsync(grid.EndPoint);
                await socket.SendAsync(LoadRequest.Format("GET", Stream));
            }

            await Until.HoldsAsync(async () => await WatchersAsync(grid) > 1, "the slow watchers");
            await Until.HoldsAsync(async () => await WatchersAsync(grid) == 1, "the slow watchers' end", TimeSpan.FromSeconds(10));
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
        }

        Assert.True(grid.MemoryMib - before < 300, "Memory grew with the watchers that did not read.");
        var another = await grid.SignUpAsync("another");
        using var last = await grid.SendAsync(HttpMethod.Put, $"/v1/prompts/{prompts[0]}/like", another);
        Assert.True(last.IsSuccessStatusCode);
        await Until.HoldsAsync(() => Task.FromResult(events.Contains("event: board")), "the reader's next event");
        Assert.False(reader.IsCompleted);
    }

    private static async Task<int> WatchersAsync(GridProcess grid) => (await grid.GetAsync("/v1/stats")).GetProperty("watchers").GetInt32();

    /// <summary>Reads on and on, as a browser does.</summary>
    private static async Task ReadAsync(StreamReader lines, ConcurrentQueue<string> events)
    {
        try
        {
            while (await lines.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal)) events.Enqueue(line);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
