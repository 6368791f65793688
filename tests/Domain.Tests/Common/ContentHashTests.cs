using FsCheck.Fluent;
using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Tests.Common;

public sealed class ContentHashTests
{
    [Fact]
    public void The_form_is_fixed_for_ever()
    {
        // SHA-256 of nothing; of 01 00 00 00 'a'; of FF FF FF FF.
        Assert.Equal("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ContentHash.Of());
        Assert.Equal(Sha256([1, 0, 0, 0, (byte)'a']), ContentHash.Of("a"));
        Assert.Equal(Sha256([255, 255, 255, 255]), ContentHash.Of([null]));
        Assert.Equal(Sha256([2, 0, 0, 0, 0xc3, 0xa9, 0, 0, 0, 0]), ContentHash.Of("é", ""));
    }

    [Fact]
    public void Missing_and_empty_are_different() => Assert.NotEqual(ContentHash.Of(""), ContentHash.Of([null]));

    [Fact]
    public void Parts_cannot_run_into_one_another() => Seeded.Holds(Parts(), parts =>
    {
        var joined = string.Concat(parts);
        for (var cut = 0; cut <= joined.Length; cut++)
        {
            string[] other = [joined[..cut], joined[cut..]];
            Assert.Equal(other.SequenceEqual(parts), ContentHash.Of(other) == ContentHash.Of(parts));
        }

        Assert.NotEqual(ContentHash.Of(parts), ContentHash.Of([.. parts, ""]));
        Assert.NotEqual(ContentHash.Of(parts), ContentHash.Of(["", .. parts]));
    });

    [Fact]
    public void The_same_parts_have_the_same_hash() => Seeded.Holds(Parts(), parts => Assert.Equal(ContentHash.Of(parts), ContentHash.Of([.. parts])));

    private static FsCheck.Gen<string[]> Parts() => Gen.Elements("a", "b", "ab", "", "é").ArrayOf();

    private static string Sha256(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
}
