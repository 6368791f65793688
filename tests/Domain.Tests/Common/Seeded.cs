using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Sdk;

namespace PromptGrid.Domain.Tests.Common;

/// <summary>Runs properties. A failure names the seed that shows it again.</summary>
internal static class Seeded
{
    /// <summary>Set to a seed from a failure to run that case alone.</summary>
    public const string SeedVariable = "PROMPTGRID_TEST_SEED";

    /// <summary>Text as a hostile or careless client may send it: NUL, controls, half surrogates, emoji, marks, spaces.</summary>
    public static readonly Gen<string> HostileText = Gen.Elements(
        "a", "Z", "7", "-", "_", "#", " ", "\t", "\n", "\r", "\0", "\u0007", "\u007f", "\u0085", "\u00a0", "\u2028", "\ufffd",
        "\ud83d", "\ude00", "😀", "é", "e\u0301", "中", "'", "\"", "\\", "{{", "}}", "<b>", "ß", "İ").ArrayOf().Select(string.Concat);

    /// <summary>Runs <paramref name="body"/> with seeds 1, 2, 3 …, each with a random source of its own.</summary>
    public static void Runs(int count, Action<Random> body)
    {
        var only = Environment.GetEnvironmentVariable(SeedVariable);
        var seeds = only is null ? Enumerable.Range(1, count) : [int.Parse(only, CultureInfo.InvariantCulture)];
        foreach (var seed in seeds)
        {
            try
            {
                body(new Random(seed));
            }
            catch (Exception e)
            {
                throw new XunitException($"Fails with {SeedVariable}={seed}: {e.Message}", e);
            }
        }
    }

    /// <summary>Checks a property of generated values; FsCheck shrinks a counterexample and prints its seed.</summary>
    public static void Holds<T>(Gen<T> values, Action<T> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(values.ToArbitrary(), property));
}
