using System.Collections.Immutable;

namespace PromptGrid.Domain.Common;

/// <summary>Why something that was asked for is refused. Each has one HTTP status in the API.</summary>
public enum FailureCode
{
    Validation,
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    PreconditionFailed,
    PreconditionRequired,
    TooLarge,
    UnsupportedMediaType,
    RateLimited,
    Overloaded,
    SearchUnavailable,
    Unavailable,
    AddressTooLong,
    HeadersTooLarge,
}

/// <summary>An expected failure, as a value. Bugs and broken infrastructure are exceptions instead.</summary>
/// <param name="Detail">One sentence for a person; never holds a secret or prompt text.</param>
/// <param name="Errors">Per field, what is wrong with it.</param>
public sealed record Failure(FailureCode Code, string Detail, ImmutableSortedDictionary<string, ImmutableArray<string>>? Errors = null)
{
    public static Failure NotFound(string what) => new(FailureCode.NotFound, $"There is no such {what}.");

    public static Failure Invalid(string field, string text) => new ValidationErrors().Add(field, text).ToFailure()!;

    public static Failure Conflict(string field, string text) =>
        new(FailureCode.Conflict, text, ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(field, [text]));
}

/// <summary>Collects what is wrong with an input, so that everything is reported at once.</summary>
public sealed class ValidationErrors
{
    private readonly SortedDictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public ValidationErrors Add(string field, string text)
    {
        if (!_errors.TryGetValue(field, out var texts)) _errors[field] = texts = [];
        if (texts.Count < 10) texts.Add(text);
        return this;
    }

    /// <summary>The failure, or null when nothing is wrong.</summary>
    public Failure? ToFailure() => Any
        ? new Failure(FailureCode.Validation, "The request is not valid; see errors.", _errors.ToImmutableSortedDictionary(e => e.Key, e => e.Value.ToImmutableArray(), StringComparer.Ordinal))
        : null;
}
