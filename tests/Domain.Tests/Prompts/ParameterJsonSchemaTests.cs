using System.Text.Json;
using NJsonSchema;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tests.Common;

namespace PromptGrid.Domain.Tests.Prompts;

/// <summary>The published JSON Schema says what the checker does.</summary>
public sealed class ParameterJsonSchemaTests
{
    public static TheoryData<string> Types() => [.. PromptTypes.All];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Schema_and_checker_accept_the_same_objects(string type)
    {
        var schema = await JsonSchema.FromJsonAsync(ParameterSchemas.For(type)!.ToJsonSchema());
        var accepted = 0;
        var refused = 0;
        Seeded.Runs(400, random =>
        {
            var json = RandomParameters.Plain(random, ParameterSchemas.For(type)!);
            var stored = ParameterSchemaTests.Normalize(type, json, out var failure);
            var problems = schema.Validate(json);
            Assert.True(problems.Count == 0 == (failure is null), $"{json}\nchecker: {failure?.Errors?.FirstOrDefault()}\nschema: {string.Join("; ", problems)}");
            if (failure is null) Assert.Empty(schema.Validate(stored.Text));
            _ = failure is null ? accepted++ : refused++;
        });

        if (Environment.GetEnvironmentVariable(Seeded.SeedVariable) is not null) return;
        Assert.True(accepted > 20 && refused > 20, $"One-sided sample: {accepted} accepted, {refused} refused.");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_parameter_is_described_with_its_type(string type)
    {
        using var document = JsonDocument.Parse(ParameterSchemas.For(type)!.ToJsonSchema());
        var root = document.RootElement;
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", root.GetProperty("$schema").GetString());
        Assert.Equal("object", root.GetProperty("type").GetString());
        var properties = root.GetProperty("properties").EnumerateObject().ToList();
        Assert.Equal(ParameterSchemas.For(type)!.Specs.Select(s => s.Name).Append("extra"), properties.Select(p => p.Name));
        Assert.All(properties, p => Assert.NotEmpty(p.Value.GetProperty("description").GetString()!));
        Assert.All(properties, p => Assert.NotEmpty(p.Value.GetProperty("type").GetString()!));
    }
}
