using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace PromptGrid.Api.Media;

/// <summary>Objects in a bucket of an S3-compatible store.</summary>
public sealed class S3MediaStore : IMediaStore, IDisposable
{
    private readonly S3Options _options;
    private readonly AmazonS3Client _client;

    public S3MediaStore(IOptions<MediaOptions> options)
    {
        _options = options.Value.S3;
        var config = new AmazonS3Config
        {
            AuthenticationRegion = _options.Region,
            MaxErrorRetry = 2,
            Timeout = TimeSpan.FromSeconds(30),
            // Stores that are not Amazon's do not know the newer checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (string.IsNullOrEmpty(_options.ServiceUrl))
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(_options.Region);
        }
        else
        {
            config.ServiceURL = _options.ServiceUrl;
            config.ForcePathStyle = true;
        }

        _client = string.IsNullOrEmpty(_options.AccessKey) ? new AmazonS3Client(config) : new AmazonS3Client(new BasicAWSCredentials(_options.AccessKey, _options.SecretKey), config);
    }

    public Task PutAsync(string key, string path, string contentType, CancellationToken cancellationToken) => AskAsync(() => _client.PutObjectAsync(
        new PutObjectRequest { BucketName = _options.Bucket, Key = NameOf(key), FilePath = path, ContentType = contentType, UseChunkEncoding = false }, cancellationToken));

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(() => _client.GetObjectAsync(_options.Bucket, NameOf(key), cancellationToken));
        return answer?.ResponseStream;
    }

    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) =>
        await AskAsync(() => _client.GetObjectMetadataAsync(_options.Bucket, NameOf(key), cancellationToken)) is not null;

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => AskAsync(() => _client.DeleteObjectAsync(_options.Bucket, NameOf(key), cancellationToken));

    public async IAsyncEnumerable<StoredMedia> ListAsync(string shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = NameOf(shard + "/") };
        while (await AskAsync(() => _client.ListObjectsV2Async(request, cancellationToken)) is { } page)
        {
            foreach (var found in page.S3Objects ?? [])
            {
                // An object whose age is not told is never taken for an old one.
                yield return new StoredMedia(found.Key[_options.Prefix.Length..], found.LastModified is { } at ? new DateTimeOffset(at.ToUniversalTime()) : DateTimeOffset.MaxValue);
            }

            if (page.IsTruncated != true) yield break;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    public void Dispose() => _client.Dispose();

    private string NameOf(string key) => _options.Prefix + key;

    private static async Task<T?> AskAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException)
        {
            throw new MediaUnavailableException("The store of uploads does not answer.", e);
        }
    }
}
