namespace PromptGrid.Cli;

/// <summary>A command cannot go on, for a reason that its user can act on.</summary>
/// <param name="message">One sentence for that user.</param>
internal sealed class CommandException(string message) : Exception(message);
