using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PromptGrid.Domain.Prompts;
using PromptGrid.Web.Compose;

namespace PromptGrid.Api.Pages;

/// <summary>Between the fields of the compose form and a draft. Checks nothing: that is the domain's, and what cannot be read
/// goes on as it is, so that the domain says what is wrong with it.</summary>
internal static class ComposeForm
{
    /// <summary>The draft that was sent.</summary>
    public static PromptDraft Read(SiteForm form)
    {
        var type = form["type"] ?? PromptTypes.Text;
        var (content, turns) = Shape(form, type);
        return new PromptDraft
        {
            Title = form.Text("title") ?? "",
            Description = form.Text("description") ?? "",
            Type = type,
            Content = content,
            Messages = turns,
            Parameters = ReadParameters(form, type),
            Variables = ReadVariables(form, TemplateVariables.NamesIn(turns.Select(t => t.Content).Prepend(content))),
            Tags = form.List("tags"),
            Models = form.List("models"),
            Category = form["category"],
            License = form["license"],
            Example = new PromptExample(form.Text("exampleText"), form["exampleUrl"]),
            Visibility = form["visibility"] ?? Visibilities.Public,
            Slug = form["slug"],
            Note = form.Text("note"),
        };
    }

    /// <summary>A draft as the form shows it.</summary>
    public static ComposeModel Show(ComposeModel frame, PromptDraft draft) => frame with
    {
        Type = draft.Type!,
        Title = draft.Title ?? "",
        Description = draft.Description ?? "",
        Content = draft.Content ?? "",
        Turns = [.. (draft.Messages ?? []).Select(m => (m.Role, m.Content))],
        Parameters = ShowParameters(draft.Type!, draft.Parameters ?? RawJson.EmptyObject),
        Variables = [.. WithNamed(draft).Select(v => new ComposeVariable(v.Name, v.Type, v.Required, Plain(v.Default), v.Description ?? ""))],
        Tags = string.Join(", ", draft.Tags ?? []),
        Models = string.Join(", ", draft.Models ?? []),
        Category = draft.Category ?? "",
        License = draft.License ?? "",
        ExampleText = draft.Example?.Text ?? "",
        ExampleUrl = draft.Example?.Url ?? "",
        Visibility = draft.Visibility ?? Visibilities.Public,
        Slug = draft.Slug ?? "",
        Note = draft.Note ?? "",
    };

    /// <summary>A prompt as the draft that would make it.</summary>
    public static PromptDraft Of(PromptDocument prompt) => new()
    {
        Title = prompt.Title,
        Description = prompt.Description,
        Type = prompt.Type,
        Content = prompt.Content,
        Messages = prompt.Messages,
        Parameters = prompt.Parameters,
        Variables = prompt.Variables,
        Tags = prompt.Tags,
        Models = prompt.Models,
        Category = prompt.Category,
        License = prompt.License,
        Example = prompt.Example,
        Visibility = prompt.Visibility,
        Slug = prompt.Slug,
    };

    /// <summary>Only what differs from the prompt, so that what a form cannot show (line breaks of other systems, settings
    /// the schema does not know) stays as it is.</summary>
    public static PromptPatch Patch(PromptDraft draft, PromptDocument prompt)
    {
        static string Same(string? text) => (text ?? "").ReplaceLineEndings("\n").Trim('\n');
        static bool SameList(ImmutableArray<string>? sent, ImmutableArray<string> kept) => (sent ?? []).SequenceEqual(kept);
        var fields = ImmutableHashSet.CreateBuilder<string>();
        void Changed(string field, bool isSame)
        {
            if (!isSame) fields.Add(field);
        }

        var parameters = WithExtra(draft.Parameters ?? RawJson.EmptyObject, prompt.Parameters);
        Changed("title", Same(draft.Title) == Same(prompt.Title));
        Changed("description", Same(draft.Description) == Same(prompt.Description));
        Changed("type", draft.Type == prompt.Type);
        Changed("content", Same(draft.Content) == Same(prompt.Content));
        Changed("messages", (draft.Messages ?? []).Select(m => (m.Role, Same(m.Content))).SequenceEqual(prompt.Messages.Select(m => (m.Role, Same(m.Content)))));
        Changed("parameters", parameters.ToString() == prompt.Parameters.ToString());
        Changed("variables", (draft.Variables ?? []).SequenceEqual(prompt.Variables.Select(v => v with { Description = string.IsNullOrEmpty(v.Description) ? null : v.Description })));
        Changed("tags", SameList(draft.Tags, prompt.Tags));
        Changed("models", SameList(draft.Models, prompt.Models));
        Changed("category", Same(draft.Category) == Same(prompt.Category));
        Changed("license", Same(draft.License) == Same(prompt.License));
        Changed("example", Same(draft.Example?.Text) == Same(prompt.Example?.Text) && Same(draft.Example?.Url) == Same(prompt.Example?.Url));
        Changed("visibility", draft.Visibility == prompt.Visibility);
        Changed("slug", draft.Slug == prompt.Slug);
        Changed("versionNote", string.IsNullOrEmpty(draft.Note));
        return new PromptPatch(draft with { Parameters = parameters }, fields.ToImmutable());
    }

    private static (string Content, ImmutableArray<PromptMessage> Turns) Shape(SiteForm form, string type)
    {
        var content = form.Text("content") ?? "";
        var turns = ImmutableArray.CreateBuilder<PromptMessage>();
        for (var i = 0; i <= PromptLimits.Messages; i++)
        {
            if (form.Text($"turn-{i}") is { } text && !string.IsNullOrWhiteSpace(text)) turns.Add(new PromptMessage(form[$"role-{i}"] ?? "user", text));
        }

        // Another type was chosen: what was written moves to where that type has it.
        if (form["shown"] == type) return (content, turns.ToImmutable());
        if (type == PromptTypes.Chat && turns.Count == 0 && content.Length > 0) return ("", [new PromptMessage("user", content)]);
        return type != PromptTypes.Chat && turns.Count > 0
            ? (string.Join("\n\n", turns.Select(t => t.Content).Prepend(content).Where(t => t.Length > 0)), [])
            : (content, turns.ToImmutable());
    }

    private static ImmutableArray<PromptVariable> ReadVariables(SiteForm form, ImmutableArray<string> named)
    {
        var variables = ImmutableArray.CreateBuilder<PromptVariable>();
        for (var i = 0; i <= PromptLimits.Variables; i++)
        {
            if (form[$"var-{i}"] is not { } name) continue;
            var (type, standard, description) = (form[$"var-{i}-type"] ?? "string", form[$"var-{i}-default"], form[$"var-{i}-description"]);
            // The text names it no more, and nobody said anything about it: it goes.
            if (!named.Contains(name) && standard is null && description is null) continue;
            RawJson? value = standard is null ? null : new RawJson(type is "string" or "enum" ? "\"" + JsonEncodedText.Encode(standard) + "\"" : standard);
            variables.Add(new PromptVariable(name, type, form[$"var-{i}-required"] is not null, value, description));
        }

        return variables.ToImmutable();
    }

    private static IEnumerable<PromptVariable> WithNamed(PromptDraft draft)
    {
        var declared = draft.Variables ?? [];
        var named = TemplateVariables.NamesIn((draft.Messages ?? []).Select(m => m.Content).Prepend(draft.Content ?? ""), PromptLimits.Variables);
        return declared.Concat(named.Where(n => declared.All(d => d.Name != n)).Select(n => new PromptVariable(n))).Take(PromptLimits.Variables);
    }

    private static RawJson ReadParameters(SiteForm form, string type)
    {
        if (ParameterSchemas.For(type) is not { } schema) return RawJson.EmptyObject;
        return Write(json =>
        {
            foreach (var spec in schema.Specs)
            {
                if (form.Text("param-" + spec.Name) is not { } text) continue;
                json.WritePropertyName(spec.Name);
                switch (spec.Kind)
                {
                    case ParameterKind.Boolean when text is "true" or "false":
                        json.WriteBooleanValue(text == "true");
                        break;
                    case ParameterKind.Integer or ParameterKind.Number when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                        json.WriteNumberValue(number);
                        break;
                    case ParameterKind.TextList:
                        json.WriteStartArray();
                        foreach (var line in form.Lines("param-" + spec.Name)) json.WriteStringValue(line);
                        json.WriteEndArray();
                        break;
                    default:
                        json.WriteStringValue(text);
                        break;
                }
            }
        });
    }

    private static List<ComposeParameter> ShowParameters(string type, RawJson parameters)
    {
        using var document = JsonDocument.Parse(parameters.ToString());
        return [.. (ParameterSchemas.For(type)?.Specs ?? []).Select(spec => new ComposeParameter(
            spec.Name, KindOf(spec), spec.Min, spec.Max, spec.Values.IsDefault ? [] : spec.Values,
            document.RootElement.TryGetProperty(spec.Name, out var value) ? Plain(value) : ""))];
    }

    private static string KindOf(ParameterSpec spec) => spec.Kind switch
    {
        ParameterKind.Boolean => "boolean",
        ParameterKind.Integer => "integer",
        ParameterKind.Number => "number",
        ParameterKind.TextList => "list",
        _ => !spec.Values.IsDefaultOrEmpty ? "choice" : spec.Max >= 1_000 ? "long" : "text",
    };

    private static RawJson WithExtra(RawJson parameters, RawJson before)
    {
        using var kept = JsonDocument.Parse(before.ToString());
        if (!kept.RootElement.TryGetProperty(ParameterSchema.Extra, out var extra)) return parameters;
        using var given = JsonDocument.Parse(parameters.ToString());
        return Write(json =>
        {
            foreach (var member in given.RootElement.EnumerateObject()) member.WriteTo(json);
            json.WritePropertyName(ParameterSchema.Extra);
            extra.WriteTo(json);
        });
    }

    private static RawJson Write(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return new RawJson(Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
    }

    private static string Plain(RawJson? value)
    {
        if (value is not { Text: { Length: > 0 } text }) return "";
        try
        {
            using var document = JsonDocument.Parse(text);
            return Plain(document.RootElement);
        }
        catch (JsonException)
        {
            // Not JSON yet: it was typed so, and is shown again beside what is wrong with it.
            return text;
        }
    }

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) => string.Join('\n', value.EnumerateArray().Select(v => v.GetString())),
        _ => value.GetRawText(),
    };
}
