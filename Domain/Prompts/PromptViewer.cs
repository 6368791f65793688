namespace PromptGrid.Domain.Prompts;

/// <summary>Who looks at a prompt: nobody in particular, a user, or a user who moderates.</summary>
/// <param name="UserId">Null for nobody who is signed in.</param>
public readonly record struct PromptViewer(string? UserId, bool IsModerator = false)
{
    /// <summary>A user without special rights; null is nobody.</summary>
    public static implicit operator PromptViewer(string? userId) => new(userId);
}
