using System.Text.Json;

namespace PromptGrid.Api.Export;

/// <summary>How a line says that an export wrote it, and in which form: other files may have fields of the same names that
/// mean something else.</summary>
public static class ExportMark
{
    /// <summary>Name of the field, and of the column.</summary>
    public const string Field = "promptgrid";

    public const int Version = 1;

    public static bool IsOn(JsonElement line) =>
        line.TryGetProperty(Field, out var mark) && mark.ValueKind == JsonValueKind.Number && mark.TryGetInt32(out var version) && version == Version;
}
