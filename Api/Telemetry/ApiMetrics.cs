using System.Diagnostics.Metrics;

namespace PromptGrid.Api.Telemetry;

/// <summary>What the HTTP layer measures beyond ASP.NET's own instruments, under the meter <c>PromptGrid.Api</c>.</summary>
public sealed class ApiMetrics
{
    public const string MeterName = "PromptGrid.Api";

    private static readonly KeyValuePair<string, object?> Hit = new("outcome", "hit");
    private static readonly KeyValuePair<string, object?> Miss = new("outcome", "miss");
    private static readonly KeyValuePair<string, object?> Prompts = new("cache", "prompts");
    private static readonly KeyValuePair<string, object?> BoardsTag = new("cache", "boards");

    private readonly Meter _meter;
    private readonly Counter<long> _cacheReads;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _droppedStreams;
    private readonly UpDownCounter<int> _openStreams;

    public ApiMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _cacheReads = _meter.CreateCounter<long>("promptgrid.api.cache.reads", "{read}", "Reads of the node's micro-caches, by outcome");
        _refusals = _meter.CreateCounter<long>("promptgrid.api.refusals", "{request}", "Requests refused for load or for something that is away, by error code");
        _openStreams = _meter.CreateUpDownCounter<int>("promptgrid.api.streams.open", "{stream}", "Live streams that are open");
        _droppedStreams = _meter.CreateCounter<long>("promptgrid.api.streams.dropped", "{stream}", "Live streams cut or refused, by reason");
    }

    public void ReadPrompt(bool isHit) => ReadCache(Prompts, isHit);

    public void ReadBoard(bool isHit) => ReadCache(BoardsTag, isHit);

    public void Refused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    public void StreamOpened() => _openStreams.Add(1);

    public void StreamClosed() => _openStreams.Add(-1);

    /// <param name="reason"><c>slow</c>: the watcher did not take what was sent. <c>full</c>: too many streams were open.</param>
    public void StreamDropped(string reason) => _droppedStreams.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Shows how many requests of a kind are being worked on.</summary>
    public void ObserveRequests(string kind, Func<int> inFlight) => _meter.CreateObservableGauge(
        "promptgrid.api.requests.in_flight",
        () => new Measurement<int>(inFlight(), new KeyValuePair<string, object?>("kind", kind)),
        "{request}",
        "Admitted requests that have no answer yet");

    private void ReadCache(KeyValuePair<string, object?> cache, bool isHit)
    {
        if (_cacheReads.Enabled) _cacheReads.Add(1, cache, isHit ? Hit : Miss);
    }
}
