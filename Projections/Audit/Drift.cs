namespace PromptGrid.Projections.Audit;

/// <summary>Two places that should agree and do not. Holds ids and numbers, never a prompt's text or an e-mail address.</summary>
/// <param name="Kind">One of <see cref="DriftKinds"/>.</param>
/// <param name="Entity">What it is about: a prompt, a user, a partition.</param>
public sealed record Drift(string Kind, string Entity, string Expected, string Found);
