namespace PromptGrid.Domain.Prompts;

/// <summary>The one place that decides who may do what with a prompt. What lists may show is
/// <see cref="PromptDocument.IsListed"/>.</summary>
public static class PromptAccess
{
    /// <summary>May this viewer know that the prompt exists? What moderators hid is for its owner and for moderators; what is
    /// private is for its owner alone.</summary>
    public static bool CanRead(PromptDocument prompt, PromptViewer viewer) =>
        !prompt.IsDeleted && (IsOwner(prompt, viewer) || (prompt.Visibility is Visibilities.Public or Visibilities.Unlisted && (!prompt.IsHidden || viewer.IsModerator)));

    public static bool CanWrite(PromptDocument prompt, string userId) => !prompt.IsDeleted && prompt.OwnerId == userId;

    /// <summary>May whoever may read the prompt fork it? What moderators hid cannot come back as a fork, not even by its owner.</summary>
    public static bool CanFork(PromptDocument prompt) => !prompt.IsDeleted && !prompt.IsHidden;

    /// <summary>May this viewer know what moderators decided, also of a prompt that is deleted?</summary>
    public static bool CanSeeModeration(PromptDocument prompt, PromptViewer viewer) => viewer.IsModerator || IsOwner(prompt, viewer);

    private static bool IsOwner(PromptDocument prompt, PromptViewer viewer) => viewer.UserId is { } userId && prompt.OwnerId == userId;
}
