using PromptGrid.Ledger.Erasure;
using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>Erasure in a PostgreSQL ledger.</summary>
internal sealed class PostgresLedgerErasure(PostgresQueries queries) : ILedgerErasure
{
    public async ValueTask<int> ForgetOperationsAsync(string idPrefix, string? text, CancellationToken cancellationToken = default) =>
        await queries.ExecuteAsync(
            "DELETE FROM operations WHERE starts_with(id, $1) OR ($2 IS NOT NULL AND position($2 IN result) > 0)",
            [Text(idPrefix), Text(text)],
            cancellationToken);

    public ValueTask<bool> OverwriteAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(true);
}
