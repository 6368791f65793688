namespace PromptGrid.Domain.Media.Metadata;

/// <summary>A file with parts left out or put in, in order.</summary>
internal sealed class KeptBytes(ReadOnlyMemory<byte> file)
{
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private int _begin;
    private bool _isChanged;

    /// <summary>Leaves out the bytes of the file from one place to another; all before that are kept.</summary>
    public void Skip(int from, int to)
    {
        if (from > _begin) _parts.Add(file[_begin..from]);
        _begin = to;
        _isChanged |= to > from;
    }

    /// <summary>Puts bytes in where the file was read to last.</summary>
    public void Insert(byte[] bytes)
    {
        _parts.Add(bytes);
        _isChanged = true;
    }

    public ReadOnlyMemory<byte> ToBytes()
    {
        if (!_isChanged) return file;
        Skip(file.Length, file.Length);
        var bytes = new byte[_parts.Sum(p => p.Length)];
        var at = 0;
        foreach (var part in _parts)
        {
            part.CopyTo(bytes.AsMemory(at));
            at += part.Length;
        }

        return bytes;
    }
}
