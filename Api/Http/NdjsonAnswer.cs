namespace PromptGrid.Api.Http;

/// <summary>Answers that are streamed line by line: what was written is on its way before the rest is read.</summary>
public static class NdjsonAnswer
{
    public const string ContentType = "application/x-ndjson";

    private const int FlushEvery = 64 * 1024;

    /// <summary>Begins a streamed answer that is saved as a file.</summary>
    public static void Begin(HttpResponse response, string contentType, string fileName)
    {
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
    }

    /// <summary>Waits for the reader of the answer when enough has been written.</summary>
    public static async ValueTask FlushWhenFullAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        if (response.BodyWriter.UnflushedBytes >= FlushEvery) await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
