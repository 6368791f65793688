using Microsoft.Extensions.Logging;

namespace PromptGrid.Search.Sqlite.Storage;

/// <summary>
/// The files of one index: the live one, and a shadow while it is rebuilt.
/// </summary>
/// <remarks>
/// Files are numbered: <c>search.db</c>, then <c>search.1.db</c>, <c>search.2.db</c> … A name is never used again while
/// the program runs, since SQLite must not see a file replaced under an open connection. The live file is the highest
/// number whose <c>meta</c> table says so: that row's commit is the swap, and a crash at any moment leaves either the old
/// or the new file live. All others are deleted at the next start.
/// </remarks>
internal sealed partial class IndexFolder(SearchOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(options.Path))!;
    private readonly string _name = Path.GetFileNameWithoutExtension(options.Path);
    private readonly string _extension = Path.GetExtension(options.Path);
    private volatile IndexFile? _live;
    private IndexFile? _shadow;
    private FileStream? _ownership;
    private int _lastNumber = -1;
    private volatile bool _isDisposed;

    /// <summary>The live file, opened if it is not; to be given back by <see cref="IndexFile.EndUse"/>.</summary>
    /// <param name="patience">How long to wait while somebody else opens it.</param>
    /// <exception cref="TimeoutException">It is still being opened.</exception>
    public async ValueTask<IndexFile> UseAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_live is { IsBroken: false } live && !_isDisposed && live.TryUse())
            return live;
        if (!await _gate.WaitAsync(patience, cancellationToken))
            throw new TimeoutException("The index is still being opened.");
        try
        {
            return UseOpened();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>An empty file beside the live one; an earlier one is thrown away.</summary>
    public async ValueTask<IndexFile> BeginShadowAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            UseOpened().EndUse();
            ThrowAway(_shadow);
            _shadow = CreateNext();
            LogRebuildStarted(logger, _shadow.Number);
            return _shadow;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Makes the shadow the live file and lets the old one go when its last query ends.</summary>
    public async ValueTask<bool> SwapAsync(IndexFile shadow, CancellationToken cancellationToken)
    {
        if (!shadow.TryUse())
            throw new SearchUnavailableException("The rebuild was discarded.");
        try
        {
            // No batch may be half written into the shadow when it takes over.
            await shadow.WriteLock.WaitAsync(cancellationToken);
            try
            {
                return await SwapLockedAsync(shadow, cancellationToken);
            }
            finally
            {
                shadow.WriteLock.Release();
            }
        }
        finally
        {
            shadow.EndUse();
        }
    }

    private async ValueTask<bool> SwapLockedAsync(IndexFile shadow, CancellationToken cancellationToken)
    {
        shadow.Optimize();
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_shadow != shadow || _isDisposed)
                throw new SearchUnavailableException("The rebuild was discarded.");
            // Nor may a write be answered that only the old file holds: who comes later finds it retired.
            var old = UseOpened();
            try
            {
                await old.WriteLock.WaitAsync(cancellationToken);
                try
                {
                    shadow.MakeLive();
                    (_live, _shadow) = (shadow, null);
                    old.DeletesItself = true;
                    old.Retire();
                }
                finally
                {
                    old.WriteLock.Release();
                }
            }
            finally
            {
                old.EndUse();
            }

            LogRebuildCommitted(logger, shadow.Number, shadow.Columns.Count);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void DiscardShadow(IndexFile shadow)
    {
        if (Interlocked.CompareExchange(ref _shadow, null, shadow) == shadow)
            ThrowAway(shadow);
    }

    public void Dispose() => Close();

    public async ValueTask DisposeAsync()
    {
        foreach (var file in Close())
            await file.Closed;
    }

    private List<IndexFile> Close()
    {
        var open = new List<IndexFile>();
        _gate.Wait();
        try
        {
            if (_isDisposed)
                return open;
            _isDisposed = true;
            if (_live is not null)
                open.Add(_live);
            if (_shadow is not null)
                open.Add(_shadow);
            _live?.Retire();
            ThrowAway(_shadow);
            _live = null;
            _shadow = null;
            _ownership?.Dispose();
            return open;
        }
        finally
        {
            _gate.Release();
        }
    }

    private IndexFile UseOpened()
    {
        if (_isDisposed)
            throw new SearchUnavailableException("The search index is closed.");
        if (_live is { IsBroken: true } broken)
        {
            broken.DeletesItself = broken.IsUnusable;
            broken.Retire();
            _live = null;
            if (broken.IsUnusable)
            {
                LogIndexDiscarded(logger, broken.Number);
                _live = CreateNext();
                _live.MakeLive();
            }
        }

        _live ??= Open();
        return _live.TryUse() ? _live : throw new SearchUnavailableException("The search index is closed.");
    }

    private IndexFile Open()
    {
        Directory.CreateDirectory(_folder);
        // Two processes writing one index would each be wrong about what the other keeps in memory.
        _ownership ??= new FileStream(PathOf(0) + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        IndexFile? live = null;
        foreach (var number in Numbers().OrderDescending())
        {
            _lastNumber = Math.Max(_lastNumber, number);
            if (live is null)
                live = TryOpen(number);
            if (live?.Number != number)
                Delete(PathOf(number));
        }

        if (live is null)
        {
            live = CreateNext();
            live.MakeLive();
        }

        LogIndexOpened(logger, live.Number, live.Columns.Count);
        return live;
    }

    private IndexFile? TryOpen(int number)
    {
        try
        {
            if (IndexFile.OpenExisting(PathOf(number), number, options, time) is { } file)
                return file;
        }
        catch (SqliteFault fault) when (fault.FileIsBroken)
        {
            // Said below, as for a file of another version.
        }

        LogIndexDiscarded(logger, number);
        return null;
    }

    private IndexFile CreateNext()
    {
        var number = ++_lastNumber;
        Delete(PathOf(number));
        return IndexFile.Create(PathOf(number), number, options, time);
    }

    private void ThrowAway(IndexFile? shadow)
    {
        if (shadow is null)
            return;
        shadow.IsDiscarded = true;
        shadow.DeletesItself = true;
        shadow.Retire();
        LogRebuildDiscarded(logger, shadow.Number);
    }

    private string PathOf(int number) => Path.Combine(_folder, number == 0 ? _name + _extension : $"{_name}.{number}{_extension}");

    private IEnumerable<int> Numbers() => FilesOf(options.Path).Select(file => file.Number);

    /// <summary>The files of an index that exist, live or not, in no particular order. Opens none.</summary>
    public static IEnumerable<(int Number, string Path)> FilesOf(string path)
    {
        var first = Path.GetFullPath(path);
        var (folder, name, extension) = (Path.GetDirectoryName(first)!, Path.GetFileNameWithoutExtension(first), Path.GetExtension(first));
        if (File.Exists(first))
            yield return (0, first);
        foreach (var file in Directory.EnumerateFiles(folder, $"{name}.*{extension}"))
        {
            var middle = Path.GetFileNameWithoutExtension(file)[(name.Length + 1)..];
            // Only the exact spelling: 07 is nobody's number.
            if (int.TryParse(middle, out var number) && number > 0 && Path.GetFileName(file) == $"{name}.{number}{extension}")
                yield return (number, file);
        }
    }

    private void Delete(string path)
    {
        if (IndexFile.TryDelete(path) is { } failure)
            LogFileNotDeleted(logger, failure);
    }
}
