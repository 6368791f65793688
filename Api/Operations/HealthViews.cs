namespace PromptGrid.Api.Operations;

/// <param name="Status"><c>ok</c>; <c>degraded</c>: answers, but something that can wait does not follow;
/// <c>unavailable</c>: send requests elsewhere.</param>
public sealed record HealthView(string Status, IReadOnlyList<HealthCheckView> Checks);

/// <param name="Name"><c>process</c>, <c>ledger</c>, <c>search</c> or <c>projection …</c>.</param>
/// <param name="Ok">True when the state is <c>ok</c>.</param>
/// <param name="State"><c>ok</c>, <c>degraded</c> or <c>unavailable</c>.</param>
public sealed record HealthCheckView(string Name, bool Ok, string State, string Detail)
{
    public const string Fine = "ok";
    public const string Degraded = "degraded";
    public const string Unavailable = "unavailable";

    public static HealthCheckView Of(string name, string state, string detail) => new(name, state == Fine, state, detail);
}
