namespace PromptGrid.Api.Import;

/// <summary>
/// By what nodes that share a folder know at once that one of them is gone: each holds a file of its own open there for as
/// long as its process runs.
/// </summary>
/// <remarks>
/// It is a lock of the operating system, which ends with the process however the process ends. A file that is missing proves
/// nothing, and where locks do not hold, or reach one machine only, there are no such files: there the ledger tells who is gone.
/// </remarks>
internal sealed class AliveFiles(string folder)
{
    private const string Extension = ".alive";

    private FileStream? _own;

    /// <summary>Holds the file of a node, this process, if a lock in that folder means anything. Before its first job, so that
    /// nobody asks for it until it is held.</summary>
    public void Hold(string node)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (new DriveInfo(folder).DriveType == DriveType.Network) return;
            _own = new FileStream(PathOf(node), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            if (IsGone(node)) Release(isLeft: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Without it the others wait for the silence of this node. A folder that cannot be written says so to who uploads.
        }
    }

    /// <summary>Gives the file back.</summary>
    /// <param name="isLeft">Whether it stays, as the proof that the node of jobs that are not done is gone.</param>
    public void Release(bool isLeft)
    {
        if (_own is null) return;
        _own.Dispose();
        if (!isLeft) File.Delete(_own.Name);
        _own = null;
    }

    /// <summary>True when the process of a node has certainly ended; false says nothing.</summary>
    public bool IsGone(string other)
    {
        try
        {
            using var file = new FileStream(PathOf(other), FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Deletes the file of a node that is gone and has no jobs any more.</summary>
    public void Forget(string other) => File.Delete(PathOf(other));

    /// <summary>Where the file of a node is.</summary>
    public string PathOf(string other) => Path.Combine(folder, other + Extension);

    /// <summary>True for the file of a node that is, for all one knows, there.</summary>
    public bool IsHeld(FileInfo file) => file.Extension == Extension && !IsGone(Path.GetFileNameWithoutExtension(file.Name));
}
