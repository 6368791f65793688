using Orleans.Runtime;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Http;

/// <summary>Tells what is broken around this node from what is broken in it.</summary>
internal static class Infrastructure
{
    /// <summary>True when the ledger or the silos are away, so that trying again later may help.</summary>
    public static bool IsAway(Exception e) => e is LedgerUnavailableException or TimeoutException or OrleansException;
}
