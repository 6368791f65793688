using System.Diagnostics;
using PromptGrid.Embedded.Calls;

namespace PromptGrid.Embedded.Diagnostics;

/// <summary>A span per grain call, under the source <c>PromptGrid.Embedded</c>. Without a listener a call pays one branch.</summary>
internal static class EmbeddedTracing
{
    internal const string SourceName = "PromptGrid.Embedded";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>The span that the grain's turn runs in: one of the call's own, or the caller's when nobody listens.</summary>
    internal static (Activity? Activity, bool IsOwn) Begin(GrainCall call)
    {
        var current = Activity.Current;
        if (!s_source.HasListeners())
            return (current, false);
        var span = s_source.StartActivity(call.Method.Name);
        // The call runs elsewhere: the caller's own current span stays what it was.
        Activity.Current = current;
        return span is null ? (current, false) : (span, true);
    }

    /// <summary>Ends a span from whatever context, and leaves that context's own span alone.</summary>
    internal static void End(Activity span, Exception? error)
    {
        var current = Activity.Current;
        if (error is not null)
            span.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
        span.Stop();
        Activity.Current = current == span ? null : current;
    }
}
