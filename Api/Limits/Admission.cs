using Microsoft.Extensions.Options;
using PromptGrid.Api.Http;
using PromptGrid.Api.Telemetry;

namespace PromptGrid.Api.Limits;

/// <summary>
/// Bounds the requests that this node works on at once, reads and writes apart, so that neither starves the other. Nobody
/// queues here: whoever finds no place is told so at once, which is what keeps the wait of the others short.
/// </summary>
public sealed class Admission
{
    private readonly int _readsMax;
    private readonly int _writesMax;
    private int _reads;
    private int _writes;

    public Admission(IOptions<OverloadOptions> options, ApiMetrics metrics)
    {
        _readsMax = options.Value.ReadsMax;
        _writesMax = options.Value.WritesMax;
        metrics.ObserveRequests("read", () => Volatile.Read(ref _reads));
        metrics.ObserveRequests("write", () => Volatile.Read(ref _writes));
    }

    /// <summary>Takes a place; false when there is none. Who got one gives it back by <see cref="Leave"/>.</summary>
    public bool TryEnter(bool isRead)
    {
        ref var count = ref isRead ? ref _reads : ref _writes;
        if (Interlocked.Increment(ref count) <= (isRead ? _readsMax : _writesMax)) return true;
        Interlocked.Decrement(ref count);
        return false;
    }

    public void Leave(bool isRead) => Interlocked.Decrement(ref isRead ? ref _reads : ref _writes);
}

/// <summary>Refuses what this node cannot take on now, before any work is done for it. Health checks always pass; live
/// streams have a bound of their own.</summary>
public sealed class AdmissionMiddleware(RequestDelegate next, Admission admission)
{
    private static readonly Failure Overload = new(FailureCode.Overloaded, "Too many requests are being worked on; this one had no effect. Try again soon.");

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith("/healthz/", StringComparison.Ordinal) || path.EndsWith("/stream", StringComparison.Ordinal)) return next(context);
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!admission.TryEnter(isRead)) return Problems.WriteAsync(context, Overload);
        var work = next(context);
        if (!work.IsCompletedSuccessfully) return LeaveAfterAsync(work, isRead);
        admission.Leave(isRead);
        return work;
    }

    private async Task LeaveAfterAsync(Task work, bool isRead)
    {
        try
        {
            await work;
        }
        finally
        {
            admission.Leave(isRead);
        }
    }
}
