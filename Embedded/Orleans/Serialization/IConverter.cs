namespace Orleans;

/// <summary>Turns a type that knows no runtime into one that can be sent, and back. In one process nothing is sent.</summary>
public interface IConverter<TValue, TSurrogate>
    where TSurrogate : struct
{
    /// <summary>The value that the surrogate stands for.</summary>
    TValue ConvertFromSurrogate(in TSurrogate surrogate);

    /// <summary>What is sent instead of the value.</summary>
    TSurrogate ConvertToSurrogate(in TValue value);
}
