using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Media;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Media;

/// <summary>Uploaded images: example outputs and avatars.</summary>
/// <remarks>Whoever knows an address may read it: it holds the hash of the bytes, which only somebody who has them can know. The
/// example of a private prompt is as private as its address.</remarks>
public static class MediaApi
{
    private static readonly string[] ReadMethods = ["GET", "HEAD"];

    public static void MapMedia(this IEndpointRouteBuilder routes)
    {
        var media = routes.MapGroup("/v1/media").WithTags("Media");
        media.MapPost("", UploadAsync).RequireCaller().Accepts<byte[]>("image/png", "image/jpeg", "image/webp", "image/gif").Produces<MediaView>(201)
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429)
            .WithSummary("Upload an image for example.url; kept while a prompt or profile shows it, and for a while without");
        media.MapGet("/{id}", GetAsync).RequireCaller().Produces<MediaView>().ProducesProblem(404).WithSummary("One's own upload");
        media.MapDelete("/{id}", DeleteAsync).RequireCaller().Produces(204).ProducesProblem(404)
            .WithSummary("Forget one's own upload; its file goes when nothing shows it any more");

        var avatar = routes.MapGroup("/v1/me/avatar").WithTags("Accounts");
        avatar.MapPut("", SetAvatarAsync).RequireCaller().Accepts<byte[]>("image/png", "image/jpeg", "image/webp", "image/gif").Produces<MeView>()
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429).WithSummary("Upload one's picture");
        avatar.MapDelete("", RemoveAvatarAsync).RequireCaller().Produces<MeView>().WithSummary("Take one's picture away");

        routes.MapMethods("/media/{file}", ReadMethods, ServeAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> UploadAsync(HttpContext context, MediaLibrary library, UploadLimits limits, IOptions<MediaOptions> options)
    {
        if (!(await TakeInAsync(context, library, limits, options.Value.ImageBytesMax)).TryGet(out var reply, out var failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, reply.Replayed);
        return Answers.Json(MediaView.Of(reply.Value), ApiJson.Web.MediaView, 201, noStore: true, location: $"/v1/media/{reply.Value.Id}");
    }

    private static async Task<IResult> GetAsync(string id, HttpContext context, MediaLibrary library) =>
        await library.FindAsync(context.CallerId()!, id, context.RequestAborted) is { } found
            ? Answers.Json(MediaView.Of(found.Media), ApiJson.Web.MediaView, noStore: true)
            : Failure.NotFound("upload").ToResult();

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, MediaLibrary library) =>
        (await library.ForgetAsync(context.CallerId()!, id, context.RequestAborted)).Match(_ => Results.NoContent());

    private static async Task<IResult> SetAvatarAsync(HttpContext context, MediaLibrary library, UploadLimits limits, IOptions<MediaOptions> options, IGrainFactory grains, ILedgerReader reader, OwnerCards cards)
    {
        if (!(await TakeInAsync(context, library, limits, options.Value.AvatarBytesMax)).TryGet(out var reply, out var failure)) return failure.ToResult();
        return await EditAvatarAsync(context, MediaAddress.Of(reply.Value.FileName), grains, reader, cards);
    }

    private static Task<IResult> RemoveAvatarAsync(HttpContext context, IGrainFactory grains, ILedgerReader reader, OwnerCards cards) => EditAvatarAsync(context, null, grains, reader, cards);

    private static async Task<IResult> EditAvatarAsync(HttpContext context, string? url, IGrainFactory grains, ILedgerReader reader, OwnerCards cards)
    {
        var userId = context.CallerId()!;
        if (!(await grains.User(userId).EditProfileAsync(new ProfilePatch(null, null, url, null, ["avatarUrl"]))).TryGet(out _, out var failure)) return failure.ToResult();
        cards.Forget(userId);
        return await UsersApi.MeAsync(context, reader);
    }

    private static async Task<Result<CommandReply<MediaDocument>>> TakeInAsync(HttpContext context, MediaLibrary library, UploadLimits limits, int bytesMax)
    {
        var userId = context.CallerId()!;
        if (limits.Take(context, userId) is { } refusal) return refusal;
        if (context.Request.ContentLength > bytesMax) return new Failure(FailureCode.TooLarge, $"The image is larger than {bytesMax} bytes.");
        // The library counts; what is refused is read on for a while, so that its sender sees why.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = 2L * bytesMax;
        var isPost = HttpMethods.IsPost(context.Request.Method);
        return await library.UploadAsync(userId, bytesMax, hash => isPost ? Idempotency.Read(context, hash).Value : null, context.Request.Body, context.RequestAborted);
    }

    private static async Task ServeAsync(string file, HttpContext context, MediaLibrary library)
    {
        var (request, response) = (context.Request, context.Response);
        var tag = $"\"{file}\"";
        var isKnown = request.Headers.IfNoneMatch.ToString().Split(',').Any(t => t.Trim() is var given && (given == tag || given == "W/" + tag || given == "*"));
        try
        {
            if (isKnown && await library.ExistsAsync(file, context.RequestAborted))
            {
                Describe(response, tag);
                response.StatusCode = 304;
                return;
            }

            if (await library.OpenAsync(file, context.RequestAborted) is not { } found)
            {
                await Problems.WriteAsync(context, Failure.NotFound("file"));
                return;
            }

            await using var bytes = found.Bytes;
            Describe(response, tag);
            response.ContentType = found.File.ContentType;
            response.ContentLength = found.File.Bytes;
            if (!HttpMethods.IsHead(request.Method)) await bytes.CopyToAsync(response.Body, context.RequestAborted);
        }
        catch (MediaUnavailableException e)
        {
            await Problems.WriteAsync(context, new Failure(FailureCode.Unavailable, e.Message));
        }
    }

    /// <summary>An address never means other bytes. Nothing that such a file might hold may run.</summary>
    private static void Describe(HttpResponse response, string tag)
    {
        var headers = response.Headers;
        headers.ETag = tag;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
    }
}
