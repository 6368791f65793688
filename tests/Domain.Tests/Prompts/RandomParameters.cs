using System.Globalization;
using System.Text.Json;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.Tests.Prompts;

/// <summary>Random objects of parameters: known and unknown names, values that fit, nearly fit and do not fit.</summary>
internal static class RandomParameters
{
    private static readonly string[] Unknown = ["house", "Temperature", "ü", "a b", "lora", "x.y"];

    /// <summary>Anything that is JSON, text of every kind included.</summary>
    public static string Any(Random random, ParameterSchema schema) => Object(random, schema, plain: false);

    /// <summary>Objects on which JSON Schema can have an opinion: plain text, numbers of doubles' range, no null for a known
    /// name (which means "not given" to the checker) and an object as extra.</summary>
    public static string Plain(Random random, ParameterSchema schema) => Object(random, schema, plain: true);

    private static string Object(Random random, ParameterSchema schema, bool plain)
    {
        var members = new Dictionary<string, string>();
        foreach (var spec in schema.Specs)
        {
            var roll = random.Next(10);
            if (roll < 4) members[spec.Name] = Fitting(random, spec);
            else if (roll == 4) members[spec.Name] = Value(random, plain, depth: 0, nulls: !plain);
        }

        if (random.Next(3) == 0) members[Unknown[random.Next(Unknown.Length)]] = Value(random, plain, depth: 0, nulls: true);
        if (random.Next(3) == 0) members["extra"] = "{" + string.Join(',', Unknown[..random.Next(4)].Select(n => $"{JsonSerializer.Serialize(n)}:{Value(random, plain, 1, true)}")) + "}";
        else if (!plain && random.Next(6) == 0) members["extra"] = Value(random, plain, depth: 0, nulls: true);
        var order = members.ToArray();
        random.Shuffle(order);
        return "{" + string.Join(", ", order.Select(m => $"{JsonSerializer.Serialize(m.Key)} :{m.Value}")) + "}";
    }

    private static string Fitting(Random random, ParameterSpec spec) => spec.Kind switch
    {
        ParameterKind.Text when !spec.Values.IsDefaultOrEmpty && random.Next(8) > 0 => JsonSerializer.Serialize(spec.Values[random.Next(spec.Values.Length)]),
        ParameterKind.Text => JsonSerializer.Serialize(new string('é', random.Next(Math.Min((int)spec.Max, 300) + 2))),
        ParameterKind.Boolean => random.Next(2) == 0 ? "true" : "false",
        ParameterKind.Integer => ((long)Near(random, spec)).ToString(CultureInfo.InvariantCulture),
        ParameterKind.Number => Near(random, spec).ToString("0.####", CultureInfo.InvariantCulture),
        ParameterKind.TextList => "[" + string.Join(',', Enumerable.Range(0, random.Next((int)spec.Max + 2)).Select(_ => "\"x\"")) + "]",
        _ => throw new InvalidOperationException("A new kind needs its values here."),
    };

    private static double Near(Random random, ParameterSpec spec) => random.Next(4) switch
    {
        0 => spec.Min,
        1 => spec.Max,
        2 => random.Next(2) == 0 ? spec.Min - 1 : spec.Max + 1,
        _ => spec.Min + (spec.Max - spec.Min) * random.NextDouble(),
    };

    private static string Value(Random random, bool plain, int depth, bool nulls) => random.Next(depth > 3 ? 6 : 8) switch
    {
        0 => nulls ? "null" : "{}",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => random.Next(-5, 40_000).ToString(CultureInfo.InvariantCulture),
        3 => (random.NextDouble() * 10 + 0.01).ToString("0.00##", CultureInfo.InvariantCulture) + "1",
        4 => plain ? "\"plain é 中\"" : "\"\\u00e9\\n😀\\u2028\\ud83d\\ude00<&\"",
        5 => plain ? "\"\"" : random.Next(3) switch { 0 => "1e2", 1 => "-0.0", _ => "\"\\ud83d\"" },
        6 => "[" + string.Join(", ", Enumerable.Range(0, random.Next(3)).Select(_ => Value(random, plain, depth + 1, true))) + "]",
        _ => "{" + string.Join(", ", Enumerable.Range(0, random.Next(3)).Select(i => $"\"k{i}\": {Value(random, plain, depth + 1, true)}")) + "}",
    };
}
