namespace PromptGrid.Bench.Faults;

/// <summary>The case cannot go on: something did not come back, or its fault never bit.</summary>
internal sealed class CaseFailedException(string message) : Exception(message);
