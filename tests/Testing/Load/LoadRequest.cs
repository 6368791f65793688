using System.Text;

namespace PromptGrid.Testing.Load;

/// <summary>One request as it goes over the wire, and what the caller wants to know it by.</summary>
/// <param name="Bytes">The whole request.</param>
/// <param name="Tag">Given back with the answer.</param>
public readonly record struct LoadRequest(byte[] Bytes, int Tag)
{
    /// <summary>A request without a body.</summary>
    public static byte[] Format(string method, string path, string? token = null) => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}{(method == "GET" ? "" : "Content-Length: 0\r\n")}\r\n");
}
