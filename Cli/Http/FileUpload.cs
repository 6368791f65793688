using System.Net;
using System.Net.Http.Headers;

namespace PromptGrid.Cli.Http;

/// <summary>A file as a request's body, read in constant memory while it is sent.</summary>
/// <param name="sent">Told the bytes sent so far.</param>
internal sealed class FileUpload : HttpContent
{
    private const int BufferSize = 1 << 16;

    private readonly FileStream _file;
    private readonly Action<long, long?> _sent;

    public FileUpload(FileInfo file, string mediaType, Action<long, long?> sent)
    {
        _file = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan);
        _sent = sent;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var total = TryComputeLength(out var length) ? length : (long?)null;
        var buffer = new byte[BufferSize];
        long done = 0;
        while (await _file.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            _sent(done += read, total);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        // A pipe has no length; it is sent in chunks.
        length = _file.CanSeek ? _file.Length : 0;
        return _file.CanSeek;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }
}
