using Microsoft.Extensions.Logging;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger;

/// <summary>What every part of a store needs from its surroundings.</summary>
/// <param name="Listeners">Asked for once, when the store is initialized: a listener may itself need the ledger.</param>
internal sealed record LedgerContext(
    LedgerOptions Options,
    TimeProvider Time,
    LedgerMetrics Metrics,
    ILoggerFactory Loggers,
    Func<IReadOnlyList<ILedgerListener>> Listeners,
    IFaultPoint? FaultPoint = null);
