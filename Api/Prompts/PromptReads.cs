using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using PromptGrid.Api.Auth;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Telemetry;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;

namespace PromptGrid.Api.Prompts;

/// <summary>
/// Serves single prompts. Public and unlisted ones come from a small cache of this node (100 ms, one load at a time per
/// prompt, already serialized), so that a hot prompt cannot melt its grain; private ones never do.
/// </summary>
public sealed class PromptReads(IGrainFactory grains, OwnerCards owners, PromptCards cards, Usage usage, ApiMetrics metrics, TimeProvider time)
{
    /// <summary>How old a cached view may be.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMilliseconds(100);

    private const int Capacity = 10_000;
    private const string VaryByReader = "Authorization, Cookie";

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The prompt as JSON with a strong ETag; 304 when the client has it.</summary>
    public async Task<IResult> GetAsync(HttpContext context, string promptId)
    {
        if (!EntityIds.IsPrompt(promptId)) return Failure.NotFound("prompt").ToResult();
        if (!(await ReadAsync(promptId, context.Viewer())).TryGet(out var view, out var failure)) return failure.ToResult();
        Count(context, promptId);
        var body = view.Json;
        var tag = view.ETag;
        if (context.CallerId() is { } readerId)
        {
            var viewer = context.Viewer();
            if (view.Prompt.Moderation is not null && PromptAccess.CanSeeModeration(view.Prompt, viewer))
            {
                body = With(body, ",\"moderation\":"u8, JsonSerializer.SerializeToUtf8Bytes(ModerationView.Of(view.Prompt)!, ApiJson.Web.ModerationView));
                tag = tag[..^1] + "m\"";
            }

            var reactions = (await cards.ViewersAsync([promptId], readerId, context.RequestAborted))(promptId)!;
            body = With(body, ",\"viewer\":"u8, JsonSerializer.SerializeToUtf8Bytes(reactions, ApiJson.Web.ViewerView));
            tag = tag[..^1] + (reactions.Liked ? "l" : "-") + (reactions.Saved ? "s" : "-") + "\"";
        }

        return new PromptAnswer(body, tag, view.IsPrivate || context.CallerId() is not null);
    }

    /// <summary>The prompt as a page shows it to this reader. Counts no view: <see cref="Count"/> does.</summary>
    public async ValueTask<Result<PromptView>> FindAsync(string promptId, PromptViewer viewer, CancellationToken cancellationToken)
    {
        if (!EntityIds.IsPrompt(promptId)) return Failure.NotFound("prompt");
        if (!(await ReadAsync(promptId, viewer)).TryGet(out var cached, out var failure)) return failure;
        if (viewer.UserId is not { } readerId) return cached.View;
        return cached.View with
        {
            Viewer = (await cards.ViewersAsync([promptId], readerId, cancellationToken))(promptId),
            Moderation = PromptAccess.CanSeeModeration(cached.Prompt, viewer) ? ModerationView.Of(cached.Prompt) : null,
        };
    }

    /// <summary>Counts a view of a prompt that this request shows. Who asks by HEAD has seen nothing.</summary>
    public void Count(HttpContext context, string promptId)
    {
        if (!HttpMethods.IsHead(context.Request.Method)) usage.Viewed(promptId);
    }

    /// <summary>The content alone, as text.</summary>
    public async Task<IResult> GetRawAsync(HttpContext context, string promptId)
    {
        if (!EntityIds.IsPrompt(promptId)) return Failure.NotFound("prompt").ToResult();
        if (!(await ReadAsync(promptId, context.Viewer())).TryGet(out var view, out var failure)) return failure.ToResult();
        Count(context, promptId);
        return TypedResults.Text(view.Text, "text/plain; charset=utf-8");
    }

    /// <summary>Is there a prompt of this id for this reader?</summary>
    public async ValueTask<Failure?> CheckAsync(string promptId, PromptViewer viewer) =>
        !EntityIds.IsPrompt(promptId) ? Failure.NotFound("prompt") : (await ReadAsync(promptId, viewer)).Failure;

    /// <summary>Drops what this node remembers of a prompt, so that a writer reads its own write.</summary>
    public void Forget(string promptId) => _entries.TryRemove(promptId, out _);

    private async ValueTask<Result<CachedPrompt>> ReadAsync(string promptId, PromptViewer viewer)
    {
        if (_entries.TryGetValue(promptId, out var entry) && time.GetElapsedTime(entry.At) < FreshFor)
        {
            metrics.ReadPrompt(isHit: true);
            var known = await entry.View;
            if (known is not null) return known;
        }
        else
        {
            metrics.ReadPrompt(isHit: false);
            if (_entries.Count >= Capacity) _entries.Clear();
            var fresh = new Entry(time.GetTimestamp(), new Lazy<Task<CachedPrompt?>>(() => LoadSharedAsync(promptId)));
            // One caller replaces the stale entry and loads; the others wait for the same load.
            entry = entry is null ? _entries.GetOrAdd(promptId, fresh) : _entries.TryUpdate(promptId, fresh, entry) ? fresh : _entries.GetValueOrDefault(promptId, fresh);
            try
            {
                if (await entry.View is { } loaded) return loaded;
            }
            catch
            {
                _entries.TryRemove(new(promptId, entry));
                throw;
            }
        }

        // Not for everyone: only the grain knows whether it is for this reader.
        if (viewer.UserId is null) return Failure.NotFound("prompt");
        return (await grains.Prompt(promptId).GetAsync(viewer)).TryGet(out var own, out var failure) ? await RenderAsync(own) : failure;
    }

    private async Task<CachedPrompt?> LoadSharedAsync(string promptId) =>
        (await grains.Prompt(promptId).GetAsync(null)).TryGet(out var snapshot, out _) ? await RenderAsync(snapshot) : null;

    private async Task<CachedPrompt> RenderAsync(Grains.Interfaces.Prompts.PromptSnapshot snapshot)
    {
        var owner = await owners.GetAsync(snapshot.Prompt.OwnerId);
        var view = PromptView.Of(snapshot.Prompt, CountsView.Of(snapshot.Counts), owner);
        var json = JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Web.PromptView);
        return new CachedPrompt(view, json, ETags.Of(snapshot.Revision, json), PromptRules.FullText(snapshot.Prompt), snapshot.Prompt, !PromptAccess.CanRead(snapshot.Prompt, new PromptViewer(null)));
    }

    private static byte[] With(byte[] json, ReadOnlySpan<byte> name, byte[] member)
    {
        // The public view is an object that is never empty: its closing brace makes room for one more member.
        var body = new byte[json.Length + name.Length + member.Length];
        json.AsSpan(0, json.Length - 1).CopyTo(body);
        name.CopyTo(body.AsSpan(json.Length - 1));
        member.CopyTo(body.AsSpan(json.Length - 1 + name.Length));
        body[^1] = (byte)'}';
        return body;
    }

    private sealed record CachedPrompt(PromptView View, byte[] Json, string ETag, string Text, PromptDocument Prompt, bool IsPrivate);

    private sealed class Entry(long at, Lazy<Task<CachedPrompt?>> load)
    {
        public long At { get; } = at;

        public Task<CachedPrompt?> View => load.Value;
    }

    private sealed class PromptAnswer(byte[] body, string etag, bool isPersonal) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.Headers.ETag = etag;
            response.Headers.CacheControl = isPersonal ? "private, no-cache" : "public, no-cache";
            response.Headers.Vary = VaryByReader;
            // The answer to an edit is a prompt too, and If-None-Match says nothing about it.
            if (SameOrigin.IsSafe(httpContext.Request.Method) && ETags.Matches(httpContext.Request.Headers.IfNoneMatch, etag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            response.ContentType = Answers.JsonType;
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}

/// <summary>Strong validators: the document's revision, then a hash of everything the answer says.</summary>
public static class ETags
{
    public static string Of(long revision, ReadOnlySpan<byte> body)
    {
        // FNV-1a, 64 bits: it only has to tell one state of one prompt from another.
        var hash = 14695981039346656037UL;
        foreach (var b in body) hash = (hash ^ b) * 1099511628211UL;
        return string.Create(CultureInfo.InvariantCulture, $"\"{revision}.{hash:x16}\"");
    }

    public static bool Matches(Microsoft.Extensions.Primitives.StringValues ifNoneMatch, string etag)
    {
        foreach (var value in ifNoneMatch)
        {
            foreach (var candidate in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (candidate == "*" || candidate == etag || candidate == "W/" + etag) return true;
            }
        }

        return false;
    }

    /// <summary>The document revision that an <c>If-Match</c> names; null for <c>*</c>.</summary>
    /// <remarks>Only the document counts: somebody's like in between does not make an edit stale.</remarks>
    public static Result<long?> ReadIfMatch(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch.ToString().Trim();
        if (header.Length == 0) return new Failure(FailureCode.PreconditionRequired, "Send If-Match with the ETag of what you edit.");
        if (header == "*") return (long?)null;
        var dot = header.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && header[0] == '"' && header[^1] == '"' && long.TryParse(header.AsSpan(1, dot - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : new Failure(FailureCode.PreconditionFailed, "This ETag is not of this prompt.");
    }
}
