namespace PromptGrid.Domain.Prompts;

/// <summary>The limits of a prompt's fields. Lengths are in UTF-16 units.</summary>
public static class PromptLimits
{
    public const int TitleLength = 200;
    public const int DescriptionLength = 2_000;
    public const int ContentLength = 100_000;

    /// <summary>What an import may bring: works that exist are kept whole (see ADR 0004).</summary>
    public const int ImportedContentLength = 1_000_000;

    public const int Messages = 100;
    public const int Tags = 20;
    public const int TagLength = 50;
    public const int Models = 20;
    public const int ModelLength = 100;
    public const int Variables = 100;
    public const int VariableNameLength = 64;
    public const int VariableTextLength = 2_000;
    public const int ParametersLength = 20_000;

    /// <summary>Levels of a JSON value inside a prompt: readers stop at 64, and a document and an answer add their own.</summary>
    public const int JsonDepth = 32;

    public const int JsonNameLength = 100;
    public const int CategoryLength = 50;
    public const int SubTypeLength = 50;
    public const int LicenseLength = 100;
    public const int LanguageLength = 35;
    public const int ExampleTextLength = 20_000;
    public const int UrlLength = 2_000;
    public const int NoteLength = 500;
    public const int SlugLength = 80;
    public const int OriginLength = 300;
}
