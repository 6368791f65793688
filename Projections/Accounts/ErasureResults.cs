using PromptGrid.Domain.Common;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Accounts;

/// <summary>What a grain refused while an account is erased.</summary>
internal static class ErasureResults
{
    /// <exception cref="LedgerUnavailableException">It was refused: it is tried again.</exception>
    public static void OrThrow<T>(this Result<T> result)
    {
        if (!result.TryGet(out _, out var failure)) throw new LedgerUnavailableException(failure.Detail);
    }
}
