using System.Diagnostics.CodeAnalysis;

namespace PromptGrid.Domain.Common;

/// <summary>A value, or the reason why there is none. The only result type of the product.</summary>
public readonly struct Result<T>
{
    private Result(T? value, Failure? failure)
    {
        Value = value;
        Failure = failure;
    }

    public T? Value { get; }

    public Failure? Failure { get; }

    /// <summary>True with a value, false with a failure.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Failure? failure)
    {
        value = Value;
        failure = Failure;
        return failure is null;
    }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Failure failure) => new(default, failure);
}

/// <summary>The value of a success that has nothing to tell.</summary>
public readonly record struct Done;
