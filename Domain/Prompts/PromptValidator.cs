using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Prompts;

/// <summary>Checks the fields of a draft and brings them into their stored form.</summary>
internal static class PromptValidator
{
    private static readonly ImmutableArray<string> Roles = ["assistant", "system", "tool", "user"];
    private static readonly string TooLong = $"is longer than {PromptLimits.VariableTextLength} characters of JSON";

    /// <param name="known">The tags that the prompt has already: they may stay as they are.</param>
    public static ImmutableArray<string> Tags(ImmutableArray<string>? tags, ImmutableArray<string> known, ValidationErrors errors)
    {
        var result = Labels("tags", tags, known, PromptLimits.Tags, PromptLimits.TagLength, errors, NormalizeTag);
        foreach (var tag in result)
        {
            if (tag.Length == 0) errors.Add("tags", "a tag needs more than spaces, #, - and _");
        }

        return result;
    }

    public static ImmutableArray<string> Models(ImmutableArray<string>? models, ImmutableArray<string> known, ValidationErrors errors) =>
        Labels("models", models, known, PromptLimits.Models, PromptLimits.ModelLength, errors, m => m.Trim());

    /// <summary>Lower case, words joined by single hyphens, no # before the first: tags that read the same are the same.
    /// Normalizing again changes nothing.</summary>
    public static string NormalizeTag(string tag)
    {
        var text = new StringBuilder(tag.Length);
        var between = false;
        foreach (var c in tag.ToLowerInvariant())
        {
            if (char.IsWhiteSpace(c) || c is '_' or '-') between = true;
            else if (c != '#' || text.Length > 0)
            {
                if (between && text.Length > 0) text.Append('-');
                text.Append(c);
                between = false;
            }
        }

        return text.ToString();
    }

    public static ImmutableArray<PromptMessage> Messages(ImmutableArray<PromptMessage>? messages, int contentLength, ValidationErrors errors)
    {
        if (messages is not { IsDefaultOrEmpty: false } given) return [];
        if (given.Length > PromptLimits.Messages) errors.Add("messages", $"has more than {PromptLimits.Messages} messages");
        var total = 0;
        for (var i = 0; i < Math.Min(given.Length, PromptLimits.Messages); i++)
        {
            if (given[i] is not { } message)
            {
                errors.Add($"messages[{i}]", "is required");
                continue;
            }

            if (message.Role is null || !Roles.Contains(message.Role)) errors.Add($"messages[{i}].role", $"must be one of {string.Join(", ", Roles)}");
            TextRules.Check(errors, $"messages[{i}].content", message.Content, contentLength, required: true);
            total += message.Content?.Length ?? 0;
        }

        if (total > contentLength) errors.Add("messages", $"is longer than {contentLength} characters in all");
        return given;
    }

    /// <summary>The declared variables, then those that the texts name without declaring them.</summary>
    public static ImmutableArray<PromptVariable> Variables(ImmutableArray<PromptVariable>? declared, ImmutableArray<string> named, ValidationErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var result = ImmutableArray.CreateBuilder<PromptVariable>();
        var given = declared is { IsDefault: false } array ? array : [];
        if (given.Length > PromptLimits.Variables) errors.Add("variables", $"has more than {PromptLimits.Variables} variables");
        for (var i = 0; i < Math.Min(given.Length, PromptLimits.Variables); i++)
        {
            if (given[i] is not { } variable)
            {
                errors.Add($"variables[{i}]", "is required");
                continue;
            }

            result.Add(Check(variable, i, names, errors));
        }

        foreach (var name in named)
        {
            if (names.Add(name)) result.Add(new PromptVariable(name));
        }

        if (result.Count > PromptLimits.Variables) errors.Add("variables", $"the text names more than {PromptLimits.Variables} variables");
        return result.ToImmutable();
    }

    /// <returns>The variable with its default in the stored form.</returns>
    private static PromptVariable Check(PromptVariable variable, int index, HashSet<string> names, ValidationErrors errors)
    {
        var field = $"variables[{index}]";
        if (variable.Name is null || !TemplateVariables.IsName(variable.Name)) errors.Add(field + ".name", $"must be a letter or _ and then letters, digits, _, . or -, at most {PromptLimits.VariableNameLength}");
        else if (!names.Add(variable.Name)) errors.Add(field + ".name", "is declared twice");
        if (!PromptVariable.Types.Contains(variable.Type)) errors.Add(field + ".type", $"must be one of {string.Join(", ", PromptVariable.Types)}");
        TextRules.Check(errors, field + ".description", variable.Description, PromptLimits.VariableTextLength);
        return variable.Default is { Text: { } text } ? variable with { Default = Default(text, variable.Type, field + ".default", errors) } : variable with { Default = null };
    }

    private static RawJson? Default(string text, string type, string field, ValidationErrors errors)
    {
        using var document = text.Length <= PromptLimits.VariableTextLength ? StoredJson.Parse(text) : null;
        if (text.Length > PromptLimits.VariableTextLength) errors.Add(field, TooLong);
        else if (document is null) errors.Add(field, StoredJson.Requirement);
        else if (!Fits(document.RootElement.ValueKind, type)) errors.Add(field, $"is not a value of type {type}");
        else if (StoredJson.Problem(document.RootElement) is { } problem) errors.Add(field, problem);
        else if (document.RootElement.ValueKind != JsonValueKind.Null)
        {
            var stored = StoredJson.Write(document.RootElement.WriteTo);
            if (stored.Text.Length <= PromptLimits.VariableTextLength) return stored;
            errors.Add(field, TooLong);
        }

        return null;
    }

    private static bool Fits(JsonValueKind kind, string type) => kind == JsonValueKind.Null || type switch
    {
        "string" or "enum" => kind == JsonValueKind.String,
        "number" => kind == JsonValueKind.Number,
        "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
        "array" => kind == JsonValueKind.Array,
        "object" => kind == JsonValueKind.Object,
        _ => true,
    };

    private static ImmutableArray<string> Labels(string field, ImmutableArray<string>? labels, ImmutableArray<string> known, int countMax, int lengthMax, ValidationErrors errors, Func<string, string> normalize)
    {
        if (labels is not { IsDefaultOrEmpty: false } given) return [];
        if (given.Length > countMax)
        {
            errors.Add(field, $"has more than {countMax} entries");
            return [];
        }

        var result = ImmutableArray.CreateBuilder<string>(given.Length);
        foreach (var label in given)
        {
            var problem = known.Contains(label) ? TextRules.Check(label, lengthMax, required: true, multiline: false) : TextRules.CheckLabel(label, lengthMax, required: true);
            if (problem is not null)
            {
                errors.Add(field, "an entry " + problem);
                continue;
            }

            var normal = normalize(label);
            if (!result.Contains(normal)) result.Add(normal);
        }

        return result.ToImmutable();
    }
}
