using System.Collections.Immutable;

namespace PromptGrid.Domain.Prompts;

/// <summary>A partial edit: only the named fields of the draft count; a named field that is null is cleared.</summary>
/// <param name="Fields">Names as in JSON.</param>
public sealed record PromptPatch(PromptDraft Draft, ImmutableHashSet<string> Fields)
{
    public static readonly ImmutableHashSet<string> KnownFields =
    [
        "title", "description", "type", "subType", "content", "messages", "parameters", "variables", "tags", "models",
        "category", "license", "language", "example", "visibility", "slug", "versionNote",
    ];

    /// <summary>The whole draft that results from laying this patch over a prompt.</summary>
    internal PromptDraft Over(PromptDocument prompt)
    {
        bool Has(string field) => Fields.Contains(field);
        var content = Has("content") ? Draft.Content : prompt.Content;
        var messages = Has("messages") ? Draft.Messages : prompt.Messages;
        return new PromptDraft
        {
            Title = Has("title") ? Draft.Title : prompt.Title,
            Description = Has("description") ? Draft.Description : prompt.Description,
            Type = Has("type") ? Draft.Type : prompt.Type,
            SubType = Has("subType") ? Draft.SubType : prompt.SubType,
            Content = content,
            Messages = messages,
            Parameters = Has("parameters") ? Draft.Parameters : prompt.Parameters,
            Variables = Has("variables") ? Draft.Variables : Kept(prompt, TemplateVariables.NamesIn(content, messages)),
            Tags = Has("tags") ? Draft.Tags : prompt.Tags,
            Models = Has("models") ? Draft.Models : prompt.Models,
            Category = Has("category") ? Draft.Category : prompt.Category,
            License = Has("license") ? Draft.License : prompt.License,
            Language = Has("language") ? Draft.Language : prompt.Language,
            Example = Has("example") ? Draft.Example : prompt.Example,
            Visibility = Has("visibility") ? Draft.Visibility : prompt.Visibility,
            Slug = Has("slug") ? Draft.Slug : prompt.Slug,
            Note = Has("versionNote") ? Draft.Note : null,
        };
    }

    /// <summary>A variable that was only detected goes when the text stops naming it; one that says more than its name, or
    /// that the text never named, was declared and stays until variables are edited. The order stays.</summary>
    private static ImmutableArray<PromptVariable> Kept(PromptDocument prompt, ImmutableArray<string> namesNow)
    {
        var namesBefore = TemplateVariables.NamesIn(prompt.Content, prompt.Messages);
        return [.. prompt.Variables.Where(v => namesNow.Contains(v.Name) || !namesBefore.Contains(v.Name) || v != new PromptVariable(v.Name))];
    }
}
