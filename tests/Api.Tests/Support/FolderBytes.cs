using System.Text;

namespace PromptGrid.Api.Tests.Support;

/// <summary>Looks for text in the bytes of a server's data folder, as somebody with the disk would.</summary>
public static class FolderBytes
{
    /// <summary>The files that hold the text anywhere, as UTF-8, in any case of ASCII letters.</summary>
    public static List<string> Holding(string folder, string text)
    {
        var sought = Encoding.UTF8.GetBytes(text.ToLowerInvariant());
        var files = new List<string>();
        // What is empty holds nothing, and may be held open by the server as a lock.
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length > 0))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            var bytes = copy.ToArray();
            for (var i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] is >= (byte)'A' and <= (byte)'Z') bytes[i] |= 0x20;
            }

            if (bytes.AsSpan().IndexOf(sought) >= 0) files.Add(Path.GetFileName(file));
        }

        return files;
    }
}
