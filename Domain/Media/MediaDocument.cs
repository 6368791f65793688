using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Media;

/// <summary>That a user uploaded a file, as committed. Its id follows from user and file: the same bytes twice are one upload.</summary>
/// <param name="FileName">Hash and extension, as in the address.</param>
/// <param name="Bytes">Counts against the owner's quota for as long as this document is there.</param>
public sealed record MediaDocument(string Id, string OwnerId, string FileName, string ContentType, int Width, int Height, long Bytes, DateTimeOffset CreatedAt)
{
    public static string IdOf(string ownerId, string fileName) =>
        EntityIds.Format(EntityIds.Media, new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(ownerId + " " + fileName)).AsSpan(0, 16), bigEndian: true));
}

/// <summary>Bytes that are kept once, however many uploaded them. Document id: <c>file:{fileName}</c>.</summary>
/// <param name="Key">What the store calls the bytes: new in each life of a file, so that whoever deletes an old one never
/// hits a new one.</param>
/// <param name="UnusedSince">Since when no prompt and no profile shows the file, as far as the sweep or an upload saw; null
/// while one does.</param>
/// <param name="IsGivenUp">The last account that had uploaded the file was deleted, and nothing shows it: it is served no more,
/// and the next step of the sweep deletes it.</param>
public sealed record MediaFileDocument(
    string Key, string ContentType, long Bytes, DateTimeOffset? UnusedSince, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsGivenUp = false)
{
    public const string IdPrefix = "file:";

    public static string IdOf(string fileName) => IdPrefix + fileName;

    /// <summary>A key of its own for a file's new life; its first two characters say in which shard it is.</summary>
    public static string NewKey(string fileName, Guid life) => $"{fileName[..2]}/{fileName}.{life.ToString("N", CultureInfo.InvariantCulture)}";

    /// <summary>The id of the document that a key belongs to; null when no file was ever called so.</summary>
    public static string? IdOfKey(string key)
    {
        var name = key[(key.LastIndexOf('/') + 1)..];
        var dot = name.LastIndexOf('.');
        return dot > 0 && MediaAddress.IsFileName(name[..dot]) ? IdOf(name[..dot]) : null;
    }
}

/// <summary>What a user has uploaded, against the quota. Document id: <c>{userId}/media</c>; every change of the user's uploads
/// writes it, so that two at once cannot both take the last place.</summary>
public sealed record MediaUsageDocument(int Files, long Bytes)
{
    public static string IdOf(string userId) => userId + "/media";

    public MediaUsageDocument With(MediaDocument media) => new(Files + 1, Bytes + media.Bytes);

    public MediaUsageDocument Without(MediaDocument media) => new(Math.Max(0, Files - 1), Math.Max(0, Bytes - media.Bytes));
}

/// <summary>Kinds of edges around uploads.</summary>
public static class MediaEdges
{
    /// <summary>user → upload.</summary>
    public const string Owns = "media.owns";

    /// <summary>upload → file.</summary>
    public const string Holds = "media.holds";

    /// <summary>prompt or user → file, while an example or an avatar shows it.</summary>
    public const string Shows = "media.shows";

    /// <summary>file → <see cref="Bin"/>, from when it is given up until its bytes are deleted.</summary>
    public const string GivenUp = "media.given-up";

    /// <summary>The other end of <see cref="GivenUp"/>.</summary>
    public const string Bin = "media";
}
