namespace PromptGrid.Bench.Driver;

/// <summary>
/// Likes of all users on all prompts in turn, then all taken back, and so on: each request really changes something. A run
/// goes on where the one before it stopped.
/// </summary>
internal sealed class LikeLoad(IReadOnlyList<string> tokens, IReadOnlyList<string> prompts)
{
    private long _sent;

    /// <summary>The next run's script for wrk.</summary>
    public string Script =>
        $$"""
        local tokens = { {{string.Join(", ", tokens.Select(t => $"\"{t}\""))}} }
        local prompts = { {{string.Join(", ", prompts.Select(p => $"\"{p}\""))}} }
        local i = {{_sent - 1}}
        request = function()
          i = i + 1
          local edge = i % (#tokens * #prompts)
          local method = math.floor(i / (#tokens * #prompts)) % 2 == 0 and "PUT" or "DELETE"
          local prompt = prompts[edge % #prompts + 1]
          local token = tokens[math.floor(edge / #prompts) % #tokens + 1]
          return wrk.format(method, "/v1/prompts/" .. prompt .. "/like", { ["Authorization"] = "Bearer " .. token })
        end
        """;

    /// <summary>A run was answered so many times.</summary>
    public void Ran(long answers) => _sent += answers;
}
