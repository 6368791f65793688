namespace PromptGrid.Api.Telemetry;

/// <summary>What is exported. <c>docs/operations/metrics.md</c> lists the instruments; a test compares it with them.</summary>
public static class TelemetryNames
{
    /// <summary>Activity sources; the <c>Microsoft.Orleans</c> ones exist in the Cluster edition.</summary>
    public static readonly IReadOnlyList<string> Sources =
        ["Microsoft.AspNetCore", "PromptGrid.Embedded", "PromptGrid.Ledger", "PromptGrid.Projections", "Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime"];

    /// <summary>Meters: ours, ASP.NET's, the runtime's, and Orleans' in the Cluster edition.</summary>
    public static readonly IReadOnlyList<string> Meters =
        ["PromptGrid.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Microsoft.Orleans"];
}
