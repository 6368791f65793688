using System.Collections.Frozen;
using static PromptGrid.Domain.Prompts.ParameterKind;

namespace PromptGrid.Domain.Prompts;

/// <summary>The parameter schema of each modality.</summary>
public static class ParameterSchemas
{
    private static readonly ParameterSpec[] Sampling =
    [
        new("temperature", Number, "Randomness of sampling.", 0, 2),
        new("topP", Number, "Nucleus sampling: share of the probability mass.", 0, 1),
        new("maxTokens", Integer, "Longest answer, in tokens.", 1, 10_000_000),
        new("frequencyPenalty", Number, "Penalty on repeated words.", -2, 2),
        new("presencePenalty", Number, "Penalty on words that were used.", -2, 2),
        new("stop", TextList, "Texts at which the answer ends.", 0, 16),
    ];

    private static readonly ParameterSpec[] Diffusion =
    [
        new("negativePrompt", Text, "What must not appear.", 0, 10_000),
        new("width", Integer, "Width in pixels.", 1, 32_768),
        new("height", Integer, "Height in pixels.", 1, 32_768),
        new("seed", Integer, "Seed of the randomness.", 0, 9_007_199_254_740_991),
        new("guidanceScale", Number, "How closely the prompt is followed.", 0, 100),
        new("steps", Integer, "Sampling steps.", 1, 10_000),
        new("sampler", Text, "Name of the sampler.", 0, 100),
        new("aspectRatio", Text, "Such as 16:9.", 0, 20),
        new("style", Text, "Style preset.", 0, 200),
    ];

    private static readonly FrozenDictionary<string, ParameterSchema> ByType = new[]
    {
        new ParameterSchema(PromptTypes.Text, [.. Sampling]),
        new ParameterSchema(PromptTypes.Chat, [.. Sampling]),
        new ParameterSchema(PromptTypes.Code,
        [
            new("programmingLanguage", Text, "The language of the code.", 0, 50),
            new("starterCode", Text, "Code to build upon.", 0, 20_000),
            new("framework", Text, "Framework or library to use.", 0, 100),
            .. Sampling,
        ]),
        new ParameterSchema(PromptTypes.Image, [.. Diffusion]),
        new ParameterSchema(PromptTypes.Audio,
        [
            new("voice", Text, "Name of the voice.", 0, 100),
            new("style", Text, "Manner or genre.", 0, 200),
            new("durationSeconds", Number, "Length in seconds.", 0, 86_400),
            new("format", Text, "Audio format, such as mp3.", 0, 20),
            new("tempoBpm", Number, "Tempo in beats per minute.", 1, 1_000),
            new("seed", Integer, "Seed of the randomness.", 0, 9_007_199_254_740_991),
        ]),
        new ParameterSchema(PromptTypes.Video,
        [
            new("durationSeconds", Number, "Length in seconds.", 0, 86_400),
            new("fps", Number, "Frames per second.", 1, 1_000),
            new("camera", Text, "Camera movement.", 0, 200),
            .. Diffusion,
        ]),
        new ParameterSchema(PromptTypes.Structured,
        [
            new("format", Text, "Format of the text.", 0, 20, ["json", "yaml", "xml", "markdown", "toml", "csv"]),
            new("responseSchema", Text, "Schema that the answer must follow.", 0, 20_000),
            .. Sampling,
        ]),
        new ParameterSchema(PromptTypes.Skill,
        [
            new("allowedTools", TextList, "Tools that the skill may use.", 0, 50),
            new("files", TextList, "Files that belong to the skill.", 0, 100),
            .. Sampling,
        ]),
    }.ToFrozenDictionary(s => s.Type);

    /// <summary>The schema of a known type; null for any other.</summary>
    public static ParameterSchema? For(string type) => ByType.GetValueOrDefault(type);
}
