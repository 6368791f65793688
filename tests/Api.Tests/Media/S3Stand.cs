using System.Collections.Concurrent;
using System.Globalization;
using System.Security;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PromptGrid.Api.Tests.Media;

/// <summary>The part of the S3 protocol that uploads need, on loopback: put, get, head, delete and list by pages of two.</summary>
internal sealed class S3Stand : IAsyncDisposable
{
    private readonly WebApplication _app;

    private S3Stand(WebApplication app) => _app = app;

    public ConcurrentDictionary<string, (byte[] Bytes, string Type, DateTime At)> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Every request's authorization.</summary>
    public ConcurrentBag<string> Signatures { get; } = [];

    public bool IsAway { get; set; }

    public string Url => _app.Urls.Single();

    public static async Task<S3Stand> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var stand = new S3Stand(app);
        app.Run(stand.AnswerAsync);
        await app.StartAsync();
        return stand;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        Signatures.Add(request.Headers.Authorization.ToString());
        var path = request.Path.Value!;
        if (IsAway) await FailAsync(response, 503, "SlowDown");
        else if (!path.StartsWith("/pictures", StringComparison.Ordinal)) await FailAsync(response, 404, "NoSuchBucket");
        else if (request.Query["list-type"] == "2") await ListAsync(request, response);
        else
        {
            var key = path["/pictures/".Length..];
            switch (request.Method)
            {
                case "PUT":
                    using (var body = new MemoryStream())
                    {
                        await request.Body.CopyToAsync(body);
                        Objects[key] = (body.ToArray(), request.ContentType!, TimeProvider.System.GetUtcNow().UtcDateTime);
                    }

                    response.Headers.ETag = "\"put\"";
                    break;
                case "DELETE":
                    Objects.TryRemove(key, out _);
                    response.StatusCode = 204;
                    break;
                case "GET" or "HEAD" when Objects.TryGetValue(key, out var found):
                    response.ContentType = found.Type;
                    response.ContentLength = found.Bytes.Length;
                    response.Headers.LastModified = found.At.ToString("R", CultureInfo.InvariantCulture);
                    if (request.Method == "GET") await response.Body.WriteAsync(found.Bytes);
                    break;
                default:
                    await FailAsync(response, 404, "NoSuchKey");
                    break;
            }
        }
    }

    private async Task ListAsync(HttpRequest request, HttpResponse response)
    {
        var after = request.Query["continuation-token"].ToString();
        var found = Objects.Where(o => o.Key.StartsWith(request.Query["prefix"].ToString(), StringComparison.Ordinal) && string.CompareOrdinal(o.Key, after) > 0).OrderBy(o => o.Key, StringComparer.Ordinal).Take(3).ToList();
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>pictures</Name>");
        text.Append(CultureInfo.InvariantCulture, $"<IsTruncated>{(found.Count == 3 ? "true" : "false")}</IsTruncated>");
        if (found.Count == 3) text.Append(CultureInfo.InvariantCulture, $"<NextContinuationToken>{SecurityElement.Escape(found[1].Key)}</NextContinuationToken>");
        foreach (var (key, value) in found.Take(2)) text.Append(CultureInfo.InvariantCulture, $"<Contents><Key>{SecurityElement.Escape(key)}</Key><LastModified>{value.At:yyyy-MM-ddTHH:mm:ss.fffZ}</LastModified><Size>{value.Bytes.Length}</Size></Contents>");
        response.ContentType = "application/xml";
        await response.WriteAsync(text.Append("</ListBucketResult>").ToString());
    }

    private static Task FailAsync(HttpResponse response, int status, string code)
    {
        response.StatusCode = status;
        response.ContentType = "application/xml";
        return response.WriteAsync($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>");
    }
}
