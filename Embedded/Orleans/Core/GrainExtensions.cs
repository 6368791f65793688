using System.Globalization;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Identity of grains and of references to them.</summary>
public static class GrainExtensions
{
    /// <summary>The type and key of a grain or of a reference to one.</summary>
    /// <exception cref="ArgumentException">The object is neither.</exception>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase { GrainContext: { } context } => context.GrainId,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException($"{grain.GetType()} is neither a grain that the runtime activated nor a reference to one.", nameof(grain)),
    };

    /// <summary>The key of a grain with a string key.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    /// <summary>The key of a grain with a GUID key.</summary>
    /// <exception cref="InvalidOperationException">The key is not a GUID.</exception>
    public static Guid GetPrimaryKey(this IAddressable grain) =>
        Guid.TryParseExact(grain.GetPrimaryKeyString(), "N", out var key)
            ? key
            : throw new InvalidOperationException($"The key of {grain.GetGrainId()} is not a GUID.");

    /// <summary>The key of a grain with an integer key.</summary>
    /// <exception cref="InvalidOperationException">The key is not an integer.</exception>
    public static long GetPrimaryKeyLong(this IAddressable grain) =>
        long.TryParse(grain.GetPrimaryKeyString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var key)
            ? key
            : throw new InvalidOperationException($"The key of {grain.GetGrainId()} is not an integer.");

    /// <summary>A reference to the same grain by another of its interfaces; inside a grain, a reference to itself.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
        where TGrainInterface : notnull
    {
        var reference = grain switch
        {
            GrainReference given => given,
            IGrainBase { GrainContext: { } context } => context.GrainReference,
            null => throw new ArgumentNullException(nameof(grain)),
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain that the runtime activated nor a reference to one.", nameof(grain)),
        };
        return reference.As<TGrainInterface>();
    }

    /// <inheritdoc cref="AsReference{TGrainInterface}"/>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain)
        where TGrainInterface : notnull => grain.AsReference<TGrainInterface>();
}
