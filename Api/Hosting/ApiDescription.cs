using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PromptGrid.Api.Http;

namespace PromptGrid.Api.Hosting;

/// <summary>The OpenAPI description, made from the endpoints, and the page that shows it.</summary>
internal static class ApiDescription
{
    private const string SchemeId = "bearer";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", o =>
    {
        o.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "PromptGrid API", Version = "v1", Description = "Publish, find, like, fork and follow AI prompts." };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[SchemeId] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = SchemeId, Description = "An access token, or an API key (pgk_…)." };
            return Task.CompletedTask;
        });
        o.AddOperationTransformer(static (operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiresCallerMetadata>().Any())
            {
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SchemeId, context.Document)] = [] }];
            }

            return Task.CompletedTask;
        });
        o.AddOperationTransformer(CommonAnswers.DescribeAsync);
    });

    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi("/openapi/v1.json");
        // A branch, so that no other request passes through it. /docs itself is a page of the site.
        app.UseWhen(static context => context.Request.Path.StartsWithSegments("/docs", out var rest) && rest.HasValue, static branch => branch.UseSwaggerUI(o =>
        {
            o.RoutePrefix = "docs";
            o.SwaggerEndpoint("/openapi/v1.json", "PromptGrid API v1");
            o.DocumentTitle = "PromptGrid API";
        }));
    }
}
