using System.Security.Cryptography;

namespace PromptGrid.Api.Media;

/// <summary>A body on its way in: written to a local file, counted and hashed while it comes. Disposing deletes the file.</summary>
internal sealed class IncomingFile : IDisposable
{
    private IncomingFile(string path, string hash, long bytes) => (Path, BodyHash, Hash, Bytes) = (path, hash, hash, bytes);

    public string Path { get; }

    /// <summary>Lower-case SHA-256 of what came.</summary>
    public string BodyHash { get; }

    /// <summary>Lower-case SHA-256 of what is kept.</summary>
    public string Hash { get; private set; }

    public long Bytes { get; private set; }

    /// <exception cref="MediaUnavailableException">The local file cannot be written.</exception>
    /// <returns>Null when there is more than <paramref name="bytesMax"/>: nothing is kept then.</returns>
    public static async Task<IncomingFile?> TakeInAsync(Stream body, string path, long bytesMax, CancellationToken cancellationToken)
    {
        var isKept = false;
        try
        {
            await using var file = Create(path);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var chunk = new byte[1 << 16];
            long bytes = 0;
            int read;
            while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
            {
                bytes += read;
                if (bytes > bytesMax) return null;
                hash.AppendData(chunk, 0, read);
                await WriteAsync(file, chunk.AsMemory(0, read), cancellationToken);
            }

            await WriteAsync(file, default, cancellationToken);
            isKept = true;
            return new IncomingFile(path, Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
        }
        finally
        {
            if (!isKept && File.Exists(path)) File.Delete(path);
        }
    }

    /// <summary>Keeps these bytes instead of those that came.</summary>
    /// <exception cref="MediaUnavailableException">The local file cannot be written.</exception>
    public async Task ReplaceAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(Path, bytes, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Away(e);
        }

        (Hash, Bytes) = (Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), bytes.Length);
    }

    public void Dispose() => File.Delete(Path);

    private static FileStream Create(string path)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Away(e);
        }
    }

    /// <summary>Apart from reading, where the same exception means that the sender is gone.</summary>
    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteAsync(chunk, cancellationToken);
            if (chunk.IsEmpty) await file.FlushAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw Away(e);
        }
    }

    private static MediaUnavailableException Away(Exception inner) => new("Uploads cannot be written to the data folder now.", inner);
}
