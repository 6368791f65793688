using System.Diagnostics;
using System.Globalization;

namespace PromptGrid.Bench.Faults;

/// <summary>A disk in memory, small enough to be filled.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _path;

    private SmallDisk(string path) => _path = path;

    /// <summary>Why none can be had here; null when one can.</summary>
    public static string? Obstacle { get; } = FindObstacle();

    public static SmallDisk Mount(string path, int mebibytes)
    {
        Directory.CreateDirectory(path);
        return Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m,mode=0777"), "tmpfs", path) is { } error
            ? throw new CaseFailedException($"mount: {error}")
            : new SmallDisk(path);
    }

    /// <summary>Takes every byte that is left.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Path.Combine(_path, "ballast"), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = 1 << 20; size >= 512; size /= 2)
        {
            var block = new byte[size];
            try
            {
                while (true) ballast.Write(block);
            }
            catch (IOException)
            {
                // No room for a block of this size: smaller ones fill what is left.
            }
        }
    }

    public void Free() => File.Delete(Path.Combine(_path, "ballast"));

    public void Dispose() => Run("umount", "-l", _path);

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux()) return "small disks are mounted as tmpfs, which is Linux's";
        if (!Environment.IsPrivilegedProcess) return "mounting a small disk needs root";
        var path = Directory.CreateTempSubdirectory("faults-mount").FullName;
        try
        {
            return Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path) is { } error ? "mount is not permitted here: " + error : null;
        }
        finally
        {
            Run("umount", path);
            Directory.Delete(path);
        }
    }

    private static string? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error.Trim();
    }
}
