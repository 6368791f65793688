using System.Security.Cryptography;
using System.Text;

namespace PromptGrid.Domain.Common;

/// <summary>Names a text by its content.</summary>
public static class ContentHash
{
    /// <summary><c>sha256:</c> and the lower-case hexadecimal SHA-256 of the parts' UTF-8, each part preceded by its byte
    /// length, so that parts cannot run into one another.</summary>
    public static string Of(params ReadOnlySpan<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part ?? "");
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, part is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
