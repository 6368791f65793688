namespace PromptGrid.Architecture.Tests.Contract;

/// <summary>The checked-in contract, and what a change of it means.</summary>
/// <remarks>Silos and API nodes of two releases run side by side while one replaces the other: what the older one sends or
/// expects must stay. Adding is free. Anything else is breaking, and what is gone stays in the file as retired, so that its
/// alias or number is never given to something else.</remarks>
internal sealed class ContractFile
{
    public const string Path = "Grains.Interfaces/Contract.txt";

    private const string Retired = "retired ";
    private const char Comment = '#';

    private readonly string[] _comments;
    private readonly Dictionary<string, string> _lines;

    private ContractFile(string[] comments, Dictionary<string, string> lines) => (_comments, _lines) = (comments, lines);

    public static ContractFile Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new ContractFile([.. lines.Where(l => l[0] == Comment)], lines.Where(l => l[0] != Comment).ToDictionary(Key, StringComparer.Ordinal));
    }

    /// <summary>What the code says and the file does not.</summary>
    public IReadOnlyList<string> Added(IEnumerable<string> code) => [.. code.Where(line => !_lines.ContainsKey(Key(line)))];

    /// <summary>What older processes rely on and the code does not say any more, or says otherwise; and what was retired and is
    /// used again. Each with what became of it.</summary>
    public IReadOnlyList<string> Broken(IEnumerable<string> code)
    {
        var now = code.ToDictionary(Key, StringComparer.Ordinal);
        return
        [
            .. from line in _lines
               let found = now.GetValueOrDefault(line.Key)
               where IsRetired(line.Value) ? found is not null : found != line.Value
               select IsRetired(line.Value) ? $"used again: {found}" : found is null ? $"gone: {line.Value}" : $"was: {line.Value}\n     is: {found}",
        ];
    }

    /// <summary>The file that says what the code says; what is gone is retired in it.</summary>
    public string Accept(IReadOnlyList<string> code)
    {
        var keys = code.Select(Key).ToHashSet(StringComparer.Ordinal);
        var gone = _lines.Where(l => !keys.Contains(l.Key)).Select(l => IsRetired(l.Value) ? l.Value : Retired + l.Value);
        return string.Join('\n', [.. _comments, .. code, .. gone.Order(StringComparer.Ordinal)]) + "\n";
    }

    private static bool IsRetired(string line) => line.StartsWith(Retired, StringComparison.Ordinal);

    /// <summary>What names a thing: its kind and its aliases or number.</summary>
    private static string Key(string line)
    {
        var words = (IsRetired(line) ? line[Retired.Length..] : line).Split(' ');
        return string.Join(' ', words[0] is "method" or "field" ? words[..3] : words[..2]);
    }
}
