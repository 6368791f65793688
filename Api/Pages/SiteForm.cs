using System.Collections.Immutable;
using PromptGrid.Api.Auth;

namespace PromptGrid.Api.Pages;

/// <summary>The fields of a form that one of our own pages sent.</summary>
public sealed class SiteForm(IFormCollection fields)
{
    private const int FieldsMax = 1_000;
    private const int BytesMax = 1_000_000;

    /// <summary>A field given once; null otherwise. An empty field is null too.</summary>
    public string? this[string name] => fields[name] is [{ Length: > 0 } value] ? value : null;

    /// <summary>Every value of a field, without empty ones.</summary>
    public IEnumerable<string> All(string name) => fields[name].Where(v => v is { Length: > 0 }).Select(v => v!);

    /// <summary>A text as it is stored: browsers send every line break as two characters.</summary>
    public string? Text(string name) => this[name]?.ReplaceLineEndings("\n");

    /// <summary>What stands in the lines of a field, without empty ones.</summary>
    public ImmutableArray<string> Lines(string name) => Split(name, '\n');

    /// <summary>What stands between the commas of a field, without empty pieces.</summary>
    public ImmutableArray<string> List(string name) => Split(name, ',');

    /// <summary>Reads the form of a request; a form from another site is refused.</summary>
    public static async Task<Result<SiteForm>> ReadAsync(HttpContext context)
    {
        if (!SameOrigin.Holds(context, provesIt: false)) return new Failure(FailureCode.Forbidden, "This form was sent from another site.");
        if (!context.Request.HasFormContentType) return new Failure(FailureCode.UnsupportedMediaType, "This address takes forms.");
        if (context.Request.ContentLength > BytesMax) return new Failure(FailureCode.TooLarge, "The form is larger than this address takes.");
        try
        {
            var limits = new Microsoft.AspNetCore.Http.Features.FormOptions { ValueCountLimit = FieldsMax, ValueLengthLimit = BytesMax, MultipartBodyLengthLimit = BytesMax };
            context.Features.Set<Microsoft.AspNetCore.Http.Features.IFormFeature>(new Microsoft.AspNetCore.Http.Features.FormFeature(context.Request, limits));
            return new SiteForm(await context.Request.ReadFormAsync(context.RequestAborted));
        }
        catch (InvalidDataException)
        {
            return new Failure(FailureCode.Validation, "The form is malformed.");
        }
    }

    private ImmutableArray<string> Split(string name, char separator) =>
        [.. (Text(name) ?? "").Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
