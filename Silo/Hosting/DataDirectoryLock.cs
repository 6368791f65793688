namespace PromptGrid.Silo.Hosting;

/// <summary>
/// The right to open the files of a data folder: at most one holder at a time, in this process and in all others on the
/// machine.
/// </summary>
/// <remarks>
/// It is a lock of the operating system on <see cref="FileName"/>, which ends with the process however the process ends: a
/// crash or a kill leaves nothing to clean up. The file itself means nothing and stays: deleting it would let two
/// processes each hold a lock, on two files of one name.
/// </remarks>
public sealed class DataDirectoryLock : IDisposable
{
    public const string FileName = "promptgrid.lock";

    // What the system says when somebody else holds a lock: Windows, Linux, macOS and BSD.
    private static readonly int[] HeldByAnother = [unchecked((int)0x80070020), 11, 35];

    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock at once or not at all.</summary>
    /// <exception cref="DataDirectoryInUseException">Somebody else holds it.</exception>
    /// <exception cref="InvalidOperationException">The folder cannot be written.</exception>
    public static DataDirectoryLock Take(DataDirectory data)
    {
        try
        {
            return new DataDirectoryLock(new FileStream(data.File(FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (IOException e) when (HeldByAnother.Contains(e.HResult))
        {
            throw new DataDirectoryInUseException(data.Path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{DataDirectory.Setting} names '{data.Path}', which cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file.Dispose();
}
