namespace PromptGrid.Bench.Driver;

/// <summary>
/// Likes of all users on all prompts in turn, then all taken back, and so on: each request really changes something. A run
/// goes on where the one before it stopped.
/// </summary>
internal sealed class LikeLoad(IReadOnlyList<string> tokens, IReadOnlyList<string> prompts)
{
    private long _sent;

    /// <summary>The next run's script for wrk.</summary>
    /// <remarks>Requests are put together from parts that are ready, so that the load generator takes as little of the
    /// machine as it can, for whichever server it drives.</remarks>
    public string Script =>
        $$"""
        local prompts = { {{string.Join(", ", prompts.Select(p => $"\" /v1/prompts/{p}/like HTTP/1.1\\r\\nHost: bench\\r\\nAuthorization: Bearer \""))}} }
        local tokens = { {{string.Join(", ", tokens.Select(t => $"\"{t}\\r\\n\\r\\n\""))}} }
        local i = {{_sent - 1}}
        request = function()
          i = i + 1
          local edge = i % (#tokens * #prompts)
          local method = math.floor(i / (#tokens * #prompts)) % 2 == 0 and "PUT" or "DELETE"
          return method .. prompts[edge % #prompts + 1] .. tokens[math.floor(edge / #prompts) % #tokens + 1]
        end
        """;

    /// <summary>A run was answered so many times.</summary>
    public void Ran(long answers) => _sent += answers;
}
