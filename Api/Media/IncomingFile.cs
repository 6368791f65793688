using System.Security.Cryptography;

namespace PromptGrid.Api.Media;

/// <summary>A body on its way in: written to a local file, counted and hashed while it comes. Disposing deletes the file.</summary>
internal sealed class IncomingFile : IDisposable
{
    private IncomingFile(string path, string hash, long bytes) => (Path, Hash, Bytes) = (path, hash, bytes);

    public string Path { get; }

    /// <summary>Lower-case SHA-256.</summary>
    public string Hash { get; }

    public long Bytes { get; }

    /// <returns>Null when there is more than <paramref name="bytesMax"/>: nothing is kept then.</returns>
    public static async Task<IncomingFile?> TakeInAsync(Stream body, string path, long bytesMax, CancellationToken cancellationToken)
    {
        var isKept = false;
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var chunk = new byte[1 << 16];
            long bytes = 0;
            int read;
            while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
            {
                bytes += read;
                if (bytes > bytesMax) return null;
                hash.AppendData(chunk, 0, read);
                await file.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            }

            await file.FlushAsync(cancellationToken);
            isKept = true;
            return new IncomingFile(path, Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
        }
        finally
        {
            if (!isKept) File.Delete(path);
        }
    }

    public void Dispose() => File.Delete(Path);
}
