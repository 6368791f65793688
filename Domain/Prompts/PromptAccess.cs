namespace PromptGrid.Domain.Prompts;

/// <summary>The one place that decides who may do what with a prompt.</summary>
public static class PromptAccess
{
    /// <summary>May this reader (null: nobody is signed in) know that the prompt exists?</summary>
    public static bool CanRead(PromptDocument prompt, string? readerId) =>
        !prompt.IsDeleted && (prompt.Visibility is Visibilities.Public or Visibilities.Unlisted || prompt.OwnerId == readerId);

    public static bool CanWrite(PromptDocument prompt, string userId) => !prompt.IsDeleted && prompt.OwnerId == userId;
}
