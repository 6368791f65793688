using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.Tests.Prompts;

/// <summary>What each type's schema accepts and refuses.</summary>
public sealed class ParameterSchemaTests
{
    public static TheoryData<string, ParameterSpec> AllSpecs()
    {
        var data = new TheoryData<string, ParameterSpec>();
        foreach (var type in PromptTypes.All)
        {
            foreach (var spec in ParameterSchemas.For(type)!.Specs) data.Add(type, spec);
        }

        return data;
    }

    [Theory]
    [InlineData("text", "temperature topP maxTokens frequencyPenalty presencePenalty stop")]
    [InlineData("chat", "temperature topP maxTokens frequencyPenalty presencePenalty stop")]
    [InlineData("code", "programmingLanguage starterCode framework temperature topP maxTokens frequencyPenalty presencePenalty stop")]
    [InlineData("image", "negativePrompt width height seed guidanceScale steps sampler aspectRatio style")]
    [InlineData("audio", "voice style durationSeconds format tempoBpm seed")]
    [InlineData("video", "durationSeconds fps camera negativePrompt width height seed guidanceScale steps sampler aspectRatio style")]
    [InlineData("structured", "format responseSchema temperature topP maxTokens frequencyPenalty presencePenalty stop")]
    [InlineData("skill", "allowedTools files temperature topP maxTokens frequencyPenalty presencePenalty stop")]
    public void Each_type_knows_its_parameters(string type, string names) =>
        Assert.Equal(names.Split(' '), ParameterSchemas.For(type)!.Specs.Select(s => s.Name));

    [Fact]
    public void Only_known_types_have_a_schema()
    {
        Assert.All(PromptTypes.All, type => Assert.Equal(type, ParameterSchemas.For(type)!.Type));
        Assert.Null(ParameterSchemas.For("hologram"));
        Assert.Null(ParameterSchemas.For("Text"));
    }

    [Theory]
    [MemberData(nameof(AllSpecs))]
    public void Values_at_the_limits_are_accepted_and_stored_as_given(string type, ParameterSpec spec)
    {
        foreach (var value in AtTheLimits(spec))
        {
            var json = $"{{\"{spec.Name}\":{value}}}";
            var stored = Normalize(type, json, out var failure);
            Assert.Null(failure);
            Assert.Equal(json, stored.Text);
        }
    }

    [Theory]
    [MemberData(nameof(AllSpecs))]
    public void Values_beyond_the_limits_and_of_other_kinds_are_refused_by_the_parameters_name(string type, ParameterSpec spec)
    {
        foreach (var value in BeyondTheLimits(spec).Concat(OfOtherKinds(spec)))
        {
            Normalize(type, $"{{\"{spec.Name}\":{value}}}", out var failure);
            Assert.True(failure is not null, $"{spec.Name} should refuse {value[..Math.Min(value.Length, 80)]}");
            Assert.Equal(["parameters." + spec.Name], failure.Errors!.Keys);
        }
    }

    [Theory]
    [MemberData(nameof(AllSpecs))]
    public void Null_counts_as_not_given(string type, ParameterSpec spec)
    {
        Assert.Equal("{}", Normalize(type, $"{{\"{spec.Name}\":null}}", out var failure).Text);
        Assert.Null(failure);
    }

    [Theory]
    [InlineData("{\"width\":512.0}", "{\"width\":512}")]
    [InlineData("{\"width\":5.12e2}", "{\"width\":512}")]
    [InlineData("{\"seed\":-0.0}", "{\"seed\":0}")]
    [InlineData("{\"seed\":9007199254740991}", "{\"seed\":9007199254740991}")]
    public void A_whole_number_is_stored_as_one_however_it_was_spelled(string given, string stored)
    {
        Assert.Equal(stored, Normalize("image", given, out var failure).Text);
        Assert.Null(failure);
    }

    [Theory]
    [InlineData("{\"temperature\":2.0001}", "must be from 0 to 2")]
    [InlineData("{\"frequencyPenalty\":-2.5}", "must be from -2 to 2")]
    [InlineData("{\"maxTokens\":1.5}", "must be a whole number")]
    [InlineData("{\"maxTokens\":\"5\"}", "must be a number")]
    [InlineData("{\"stop\":\"END\"}", "must be a list of texts")]
    public void A_refusal_says_what_the_value_must_be(string given, string problem)
    {
        Normalize("chat", given, out var failure);
        Assert.Equal<string>([problem], Assert.Single(failure!.Errors!).Value);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    [InlineData("xml")]
    [InlineData("markdown")]
    [InlineData("toml")]
    [InlineData("csv")]
    public void Structured_prompts_take_these_formats(string format)
    {
        Normalize("structured", $"{{\"format\":\"{format}\"}}", out var failure);
        Assert.Null(failure);
        Normalize("structured", $"{{\"format\":\"{format.ToUpperInvariant()}\"}}", out failure);
        Assert.Equal<string>(["must be one of json, yaml, xml, markdown, toml, csv"], failure!.Errors!["parameters.format"]);
    }

    internal static RawJson Normalize(string type, string json, out Failure? failure)
    {
        var errors = new ValidationErrors();
        var stored = ParameterSchemas.For(type)!.Normalize(new RawJson(json), errors);
        failure = errors.ToFailure();
        return stored;
    }

    private static IEnumerable<string> AtTheLimits(ParameterSpec spec) => spec.Kind switch
    {
        ParameterKind.Text when !spec.Values.IsDefaultOrEmpty => spec.Values.Select(v => $"\"{v}\""),
        // The whole object may be no longer than its own limit.
        ParameterKind.Text => ["\"\"", Text(Math.Min((int)spec.Max, PromptLimits.ParametersLength - 50)), "\"中文 é\""],
        ParameterKind.Boolean => ["true", "false"],
        ParameterKind.Integer or ParameterKind.Number => [Number(spec.Min), Number(spec.Max)],
        ParameterKind.TextList => ["[]", Text(2_000, list: true), Texts((int)spec.Max)],
        _ => throw new InvalidOperationException("A new kind needs its values here."),
    };

    private static IEnumerable<string> BeyondTheLimits(ParameterSpec spec) => spec.Kind switch
    {
        ParameterKind.Text when spec.Max < PromptLimits.ParametersLength - 50 => [Text((int)spec.Max + 1), "\"" + new string(' ', (int)spec.Max + 1) + "\""],
        ParameterKind.Integer => [Number(spec.Min - 1), Number(spec.Max + 1), "1.5", "1e999"],
        ParameterKind.Number => [Number(spec.Min - 0.001), Number(spec.Max + 0.001), "1e999", "-1e999"],
        ParameterKind.TextList => [Text(2_001, list: true), Texts((int)spec.Max + 1)],
        _ => [],
    };

    private static IEnumerable<string> OfOtherKinds(ParameterSpec spec)
    {
        var values = new Dictionary<string, ParameterKind[]>
        {
            ["\"text\""] = [ParameterKind.Text],
            ["1"] = [ParameterKind.Integer, ParameterKind.Number],
            ["true"] = [ParameterKind.Boolean],
            ["[\"text\"]"] = [ParameterKind.TextList],
            ["[1]"] = [],
            ["[null]"] = [],
            ["[\"\\u0000\"]"] = [],
            ["\"\\u0000\""] = [],
            ["\"\\ud800\""] = [],
            ["{}"] = [],
        };
        if (!spec.Values.IsDefaultOrEmpty) yield return "\"text\"";
        foreach (var (value, _) in values.Where(v => !v.Value.Contains(spec.Kind))) yield return value;
    }

    private static string Text(int length, bool list = false) => list ? $"[\"{new string('a', length)}\"]" : $"\"{new string('a', length)}\"";

    private static string Texts(int count) => "[" + string.Join(',', Enumerable.Repeat("\"a\"", count)) + "]";

    private static string Number(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
