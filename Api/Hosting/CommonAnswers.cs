using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PromptGrid.Api.Http;

namespace PromptGrid.Api.Hosting;

/// <summary>Describes what no endpoint says of itself, because it comes before it or is the same everywhere: limits, keys of
/// operations, pages of lists, bodies that are none.</summary>
internal static class CommonAnswers
{
    private const string Problem = "ProblemDetails";

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var description = context.Description;
        if (!("/" + description.RelativePath).StartsWith("/v1/", StringComparison.Ordinal)) return Task.CompletedTask;
        var method = description.HttpMethod ?? "";
        var isWrite = !HttpMethods.IsGet(method);
        var isList = description.SupportedResponseTypes.Any(t => t.Type is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ListView<>));

        void Refusal(int status, string text) => (operation.Responses ??= []).TryAdd(status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponse
        {
            Description = text,
            Content = new Dictionary<string, OpenApiMediaType> { [Problems.ContentType] = new() { Schema = new OpenApiSchemaReference(Problem, context.Document) } },
        });

        if (operation.RequestBody is not null || isList || HttpMethods.IsPost(method)) Refusal(400, "What was sent is not valid; errors names the fields");
        if (isWrite && description.ActionDescriptor.EndpointMetadata.OfType<RequiresCallerMetadata>().Any()) Refusal(403, "An API key that may only read, or an account that may not do this");
        if (operation.RequestBody is not null)
        {
            Refusal(413, "The body is too large");
            Refusal(415, "The body is of another type");
        }

        Refusal(429, "Too many requests; Retry-After says when to come back");
        Refusal(503, "Too busy, or what is needed is away; Retry-After says when to come back");

        if (HttpMethods.IsPost(method)) Parameter(operation, Idempotency.Header, ParameterLocation.Header, $"1–{Idempotency.KeyLengthMax} visible ASCII characters: a repeat within a day gets the first answer", JsonSchemaType.String);
        if (isList)
        {
            Parameter(operation, "limit", ParameterLocation.Query, $"Items of a page, 1 to {Paging.LimitMax}; {Paging.LimitDefault} unless said", JsonSchemaType.Integer);
            Parameter(operation, "cursor", ParameterLocation.Query, "The nextCursor of the page before", JsonSchemaType.String);
        }

        return Task.CompletedTask;
    }

    private static void Parameter(OpenApiOperation operation, string name, ParameterLocation place, string text, JsonSchemaType type) =>
        (operation.Parameters ??= []).Add(new OpenApiParameter { Name = name, In = place, Description = text, Schema = new OpenApiSchema { Type = type } });
}
