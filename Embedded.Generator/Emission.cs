using System;
using System.Collections.Immutable;
using System.Linq;

namespace PromptGrid.Embedded.Generator;

/// <summary>What one grain interface or grain class adds to the compilation. Compares by value.</summary>
internal sealed class Emission : IEquatable<Emission>
{
    internal Emission(string hintName, string? source, string? registration, ImmutableArray<Finding> findings)
    {
        HintName = hintName;
        Source = source;
        Registration = registration;
        Findings = findings;
    }

    /// <summary>The name of the generated file.</summary>
    internal string HintName { get; }

    /// <summary>The text of the generated file, if there is one.</summary>
    internal string? Source { get; }

    /// <summary>The statement that registers it when the module is loaded, if it can be used.</summary>
    internal string? Registration { get; }

    internal ImmutableArray<Finding> Findings { get; }

    public bool Equals(Emission? other) => other is not null && other.HintName == HintName && other.Source == Source
        && other.Registration == Registration && other.Findings.SequenceEqual(Findings);

    public override bool Equals(object? obj) => Equals(obj as Emission);

    public override int GetHashCode() => HintName.GetHashCode();
}
