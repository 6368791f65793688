using System.Runtime.CompilerServices;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Api.Media;

/// <summary>Files below <c>PROMPTGRID_DATA/media</c>, one folder per shard.</summary>
public sealed class DiskMediaStore(DataDirectory data) : IMediaStore
{
    private readonly string _folder = data.File("media");

    public async Task PutAsync(string key, string path, string contentType, CancellationToken cancellationToken)
    {
        var target = PathOf(key);
        // Beside its last place, so that it comes there by a rename.
        var copy = target + ".part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await using (var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan))
            await using (var to = new FileStream(copy, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
            {
                await from.CopyToAsync(to, cancellationToken);
                await to.FlushAsync(cancellationToken);
                to.Flush(flushToDisk: true);
            }

            File.Move(copy, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Away(e);
        }
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Away(e);
        }
    }

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => Task.FromResult(File.Exists(PathOf(key)));

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(PathOf(key))) File.Delete(PathOf(key));
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Away(e);
        }
    }

    public async IAsyncEnumerable<StoredMedia> ListAsync(string shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.Combine(_folder, shard));
        if (!folder.Exists) yield break;
        await Task.Yield();
        foreach (var file in folder.EnumerateFiles())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new StoredMedia($"{shard}/{file.Name}", file.LastWriteTimeUtc);
        }
    }

    private string PathOf(string key) => Path.Combine(_folder, key);

    private static MediaUnavailableException Away(Exception inner) => new("The folder of uploads cannot be read or written.", inner);
}
