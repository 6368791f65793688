using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using PromptGrid.Api.Http;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Telemetry;

namespace PromptGrid.Api.Live;

/// <summary>
/// The feeds that somebody watches on this node. Each is kept up to date by one loop that starts with the first watcher
/// and ends soon after the last.
/// </summary>
public sealed partial class LiveFeeds(IOptions<OverloadOptions> options, ApiMetrics metrics, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<LiveFeeds> logger)
{
    /// <summary>How long one long poll waits: as long as a stop may have to wait for a grain that is asked.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Shortest time between two events of a stream.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, object> _feeds = new(StringComparer.Ordinal);
    private int _watchers;

    /// <summary>How many streams are open on this node.</summary>
    public int Watchers => Volatile.Read(ref _watchers);

    /// <summary>The feed of that name, started if nobody watched it so far.</summary>
    /// <param name="load">The first state.</param>
    /// <param name="wait">The state after the given one, or the same again when nothing changed for a while.</param>
    /// <param name="isLast">Knows a state that nothing can follow: streams end behind it.</param>
    public LiveFeed<T> Get<T>(string name, Func<Task<T>> load, Func<T, CancellationToken, Task<T>> wait, Func<T, bool>? isLast = null)
        where T : class
    {
        while (true)
        {
            var created = new LiveFeed<T>();
            var feed = (LiveFeed<T>)_feeds.GetOrAdd(name, created);
            lock (feed)
            {
                // A feed that ended between the look-up and the lock is not in the table any more.
                if (!_feeds.TryGetValue(name, out var present) || !ReferenceEquals(present, feed)) continue;
                feed.Watchers++;
            }

            if (ReferenceEquals(feed, created)) _ = RunAsync(name, feed, load, wait, isLast);
            return feed;
        }
    }

    /// <summary>Sends a feed as server-sent events until the client goes: the present state, then each change.</summary>
    /// <param name="revision">Names a state in event ids; a client that comes back with the present one gets no snapshot.</param>
    /// <param name="isWelcome">Asked each <see cref="HeartbeatEvery"/> or so: may the client go on listening? False ends the
    /// stream. Null for what everybody may hear.</param>
    public async Task StreamAsync<T>(
        HttpContext context, LiveFeed<T> feed, Func<T, long> revision, Func<EventWriter, T, ValueTask> snapshot, Func<EventWriter, T, T, ValueTask> change, Func<ValueTask<bool>>? isWelcome = null)
        where T : class
    {
        try
        {
            metrics.StreamOpened();
            if (Interlocked.Increment(ref _watchers) > options.Value.StreamsMax)
            {
                metrics.StreamDropped("full");
                await Problems.WriteAsync(context, new Failure(FailureCode.Overloaded, "Too many streams are open here; try again soon."));
                return;
            }

            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-cache, no-transform";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            BoundSendBuffer(context);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await SendAsync(context, feed, revision, snapshot, change, isWelcome, ends.Token);
        }
        catch (OperationCanceledException)
        {
            // The client went, was too slow, or the server stops: a stream has no other end.
        }
        catch (IOException)
        {
            // The connection broke: the same.
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
            metrics.StreamClosed();
            lock (feed) feed.Watchers--;
        }
    }

    /// <summary>Left alone, the system buffers megabytes for a watcher that does not read: bounded, it is noticed sooner and
    /// costs less. Behind TLS or HTTP/2 the socket is the same.</summary>
    private void BoundSendBuffer(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket) socket.SendBufferSize = options.Value.StreamBufferBytes;
    }

    private async Task SendAsync<T>(HttpContext context, LiveFeed<T> feed, Func<T, long> revision, Func<EventWriter, T, ValueTask> snapshot, Func<EventWriter, T, T, ValueTask> change, Func<ValueTask<bool>>? isWelcome, CancellationToken cancellationToken)
        where T : class
    {
        var events = new EventWriter(context, options.Value.StreamWriteTimeout, metrics, time);
        var next = feed.Next;
        var sent = feed.Current ?? await next.WaitAsync(cancellationToken);
        if (context.Request.Headers["Last-Event-ID"].ToString() == revision(sent).ToString(CultureInfo.InvariantCulture)) await events.HeartbeatAsync();
        else await snapshot(events, sent);
        var sentAt = time.GetTimestamp();
        var askedAt = sentAt;
        while (!feed.IsOver || revision(feed.Current!) != revision(sent))
        {
            if (isWelcome is not null && time.GetElapsedTime(askedAt) >= HeartbeatEvery)
            {
                if (!await isWelcome()) return;
                askedAt = time.GetTimestamp();
            }

            next = feed.Next;
            var newest = feed.Current!;
            if (revision(newest) == revision(sent))
            {
                // A feed that tells the same again must not put off the heartbeat.
                var left = HeartbeatEvery - time.GetElapsedTime(sentAt);
                if (left > TimeSpan.Zero && await ChangesWithinAsync(next, left, cancellationToken)) continue;
                await events.HeartbeatAsync();
            }
            else
            {
                await change(events, sent, newest);
                sent = newest;
            }

            sentAt = time.GetTimestamp();
        }
    }

    private async ValueTask<bool> ChangesWithinAsync(Task next, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task RunAsync<T>(string name, LiveFeed<T> feed, Func<Task<T>> load, Func<T, CancellationToken, Task<T>> wait, Func<T, bool>? isLast)
        where T : class
    {
        var stopping = lifetime.ApplicationStopping;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var state = feed.Current is null ? await load() : await wait(feed.Current, stopping);
                feed.Publish(state, isLast?.Invoke(state) == true);
                if (EndsNow(name, feed)) return;
                await Task.Delay(Pace, time, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(e);
                if (EndsNow(name, feed)) return;
                await Task.Delay(BackOff, time, CancellationToken.None);
            }
        }
    }

    /// <summary>Takes a feed off the table that nobody watches any more, or that has no more to tell.</summary>
    private bool EndsNow<T>(string name, LiveFeed<T> feed)
        where T : class
    {
        lock (feed)
        {
            if (feed.Watchers > 0 && !feed.IsOver) return false;
            _feeds.TryRemove(name, out _);
            return true;
        }
    }

    [LoggerMessage(EventIds.LiveFeedFailed, LogLevel.Warning, "A live feed could not be read; it tries again.")]
    private partial void LogFailed(Exception exception);
}
