using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PromptGrid.Embedded.Generator;

/// <summary>A diagnostic in a form that compares by value, so that the generator's steps can be skipped when nothing changed.</summary>
internal sealed class Finding : IEquatable<Finding>
{
    private readonly DiagnosticDescriptor _descriptor;
    private readonly string _path;
    private readonly TextSpan _span;
    private readonly LinePositionSpan _lines;
    private readonly string[] _arguments;

    internal Finding(DiagnosticDescriptor descriptor, ISymbol symbol, params string[] arguments)
    {
        _descriptor = descriptor;
        _arguments = arguments;
        var location = symbol.Locations.Length > 0 ? symbol.Locations[0] : Location.None;
        _path = location.SourceTree?.FilePath ?? "";
        _span = location.SourceSpan;
        _lines = location.GetLineSpan().Span;
    }

    public bool Equals(Finding? other) => other is not null && other._descriptor.Id == _descriptor.Id && other._path == _path
        && other._span == _span && string.Join("|", other._arguments) == string.Join("|", _arguments);

    public override bool Equals(object? obj) => Equals(obj as Finding);

    public override int GetHashCode() => _path.GetHashCode() ^ _span.GetHashCode();

    internal Diagnostic ToDiagnostic() => Diagnostic.Create(
        _descriptor,
        _path.Length == 0 ? Location.None : Location.Create(_path, _span, _lines),
        _arguments);
}
