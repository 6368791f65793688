using System.Runtime.CompilerServices;

namespace PromptGrid.Ledger;

/// <summary>
/// What every write set must satisfy before it may share a transaction with others: text that one of the databases cannot
/// store would otherwise fail a whole batch. A violation is a bug of the caller and throws <see cref="ArgumentException"/>.
/// </summary>
internal static class WriteSetRules
{
    public const int IdLengthMax = 100;
    public const int NameLengthMax = 100;
    public const int KeyLengthMax = 400;

    public static void Check(WriteSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        Name(set.Entity, IdLengthMax);
        if (set.Operation is { } operation)
        {
            Name(operation.Id, KeyLengthMax);
            Text(operation.Fingerprint);
            Text(operation.Result);
        }

        foreach (ref readonly var document in set.Documents.AsSpan())
            CheckDocument(document);
        foreach (ref readonly var key in set.Keys.AsSpan())
        {
            Name(key.Kind, NameLengthMax);
            Name(key.Key, KeyLengthMax);
            Name(key.Entity, IdLengthMax);
        }

        foreach (ref readonly var edge in set.Edges.AsSpan())
            CheckEdge(edge);
        foreach (ref readonly var counter in set.Counters.AsSpan())
        {
            Name(counter.Entity, IdLengthMax);
            Name(counter.Counter, NameLengthMax);
        }

        foreach (ref readonly var written in set.Events.AsSpan())
        {
            Name(written.Name, NameLengthMax);
            Name(written.Subject, IdLengthMax);
            Text(written.Body);
        }

        CheckRepeats(set);
    }

    /// <summary>Refuses text that is not valid Unicode or holds U+0000.</summary>
    public static void Text(string text, [CallerArgumentExpression(nameof(text))] string what = "")
    {
        ArgumentNullException.ThrowIfNull(text, what);
        if (text.Contains('\0'))
            throw new ArgumentException("Text holds U+0000, which PostgreSQL cannot store.", what);

        var at = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff');
        for (; at >= 0 && at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                at++;
            else if (char.IsSurrogate(text[at]))
                throw new ArgumentException("Text is not valid Unicode.", what);
        }
    }

    private static void Name(string text, int lengthMax, [CallerArgumentExpression(nameof(text))] string what = "")
    {
        Text(text, what);
        if (text.Length == 0 || text.Length > lengthMax)
            throw new ArgumentException($"{what} has {text.Length} characters; 1 to {lengthMax} are allowed.", what);
    }

    private static void CheckDocument(in DocumentWrite document)
    {
        Name(document.Id, IdLengthMax);
        ArgumentOutOfRangeException.ThrowIfNegative(document.ExpectedVersion);
        if (document.Body is not null)
            Text(document.Body);
        else if (document.ExpectedVersion == 0)
            throw new ArgumentException("A document that must not exist cannot be deleted.", nameof(document));
    }

    private static void CheckEdge(in EdgeWrite edge)
    {
        Name(edge.Kind, NameLengthMax);
        Name(edge.Source, IdLengthMax);
        Name(edge.Target, IdLengthMax);
        if (edge.Mark is not null)
            Name(edge.Mark, NameLengthMax);
        if (edge.Mark == edge.Kind)
            throw new ArgumentException("An edge is no mark of itself.", nameof(edge));
        if (edge.Tally is not { } tally)
            return;
        Name(tally.Entity, IdLengthMax);
        Name(tally.Counter, NameLengthMax);
        if (tally.EventName is not null)
            Name(tally.EventName, NameLengthMax);
    }

    // Within one set there is no order that would give repeats a meaning, except for edges, whose last write wins.
    private static void CheckRepeats(WriteSet set)
    {
        if (set.Documents.Length > 1 && set.Documents.DistinctBy(d => d.Id).Count() != set.Documents.Length)
            throw new ArgumentException("A set writes each document once.", nameof(set));
        if (set.Keys.Length > 1 && set.Keys.DistinctBy(k => (k.Kind, k.Key)).Count() != set.Keys.Length)
            throw new ArgumentException("A set writes each key once.", nameof(set));
        if (set.Edges.Length < 2)
            return;

        var tallies = new Dictionary<(string, string, string), EdgeTally?>();
        foreach (var edge in set.Edges)
        {
            if (!tallies.TryAdd((edge.Kind, edge.Source, edge.Target), edge.Tally)
                && tallies[(edge.Kind, edge.Source, edge.Target)] != edge.Tally)
                throw new ArgumentException("A set gives each edge one tally.", nameof(set));
        }
    }
}
