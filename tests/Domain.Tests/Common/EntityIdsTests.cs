using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Tests.Common;

public sealed class EntityIdsTests
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", "prm_00000000000000000000000000")]
    [InlineData("00000000-0000-0000-0000-000000000001", "prm_00000000000000000000000001")]
    [InlineData("00000000-0000-0000-0000-00000000001f", "prm_0000000000000000000000000z")]
    [InlineData("00000000-0000-0000-0000-000000000020", "prm_00000000000000000000000010")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", "prm_7zzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void A_value_is_written_as_Crockford_base32(string value, string id) =>
        Assert.Equal(id, EntityIds.Format(EntityIds.Prompt, Guid.Parse(value)));

    [Fact]
    public void Every_formatted_value_is_a_valid_id_of_its_kind_and_of_no_other() => Seeded.Runs(500, random =>
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        var id = EntityIds.Format(EntityIds.User, new Guid(bytes));
        Assert.True(EntityIds.IsUser(id));
        Assert.False(EntityIds.IsPrompt(id));
        Assert.False(EntityIds.IsValid(id, EntityIds.Session));
    });

    [Fact]
    public void Different_values_have_different_ids() => Seeded.Runs(500, random =>
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        var one = EntityIds.Format("prm", new Guid(bytes));
        bytes[random.Next(16)] ^= (byte)(1 << random.Next(8));
        Assert.NotEqual(one, EntityIds.Format("prm", new Guid(bytes)));
    });

    [Fact]
    public void Ids_sort_by_the_time_at_which_they_were_made() => Seeded.Runs(500, random =>
    {
        var earlier = Start.AddMilliseconds(random.NextInt64(50L * 365 * 86_400_000));
        var later = earlier.AddMilliseconds(1 + random.NextInt64(1L << random.Next(1, 40)));
        var first = new IdGenerator(new FixedTime(earlier)).New(EntityIds.Prompt);
        var second = new IdGenerator(new FixedTime(later)).New(EntityIds.Prompt);
        Assert.True(string.CompareOrdinal(first, second) < 0, $"{first} should sort before {second}");
    });

    [Fact]
    public void Ids_of_one_millisecond_are_unique()
    {
        var ids = new IdGenerator(new FixedTime(Start));
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => ids.New(EntityIds.Prompt)).Distinct().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("prm_")]
    [InlineData("prm_0123456789abcdefghjkmnpqr")]
    [InlineData("prm_0123456789abcdefghjkmnpqrst")]
    [InlineData("usr_0123456789abcdefghjkmnpqrs")]
    [InlineData("prm-0123456789abcdefghjkmnpqrs")]
    [InlineData("PRM_0123456789abcdefghjkmnpqrs")]
    [InlineData("prm_0123456789ABCDEFGHJKMNPQRS")]
    [InlineData("prm_8123456789abcdefghjkmnpqrs")]
    [InlineData("prm_z123456789abcdefghjkmnpqrs")]
    [InlineData("prm_0i23456789abcdefghjkmnpqrs")]
    [InlineData("prm_0l23456789abcdefghjkmnpqrs")]
    [InlineData("prm_0o23456789abcdefghjkmnpqrs")]
    [InlineData("prm_0u23456789abcdefghjkmnpqrs")]
    [InlineData("prm_0-23456789abcdefghjkmnpqrs")]
    [InlineData("prm_/123456789abcdefghjkmnpqrs")]
    [InlineData("prm_0123456789abcdefghjkmnpqr\0")]
    [InlineData("prm_0123456789abcdefghjkmnpq😀")]
    [InlineData(" prm_0123456789abcdefghjkmnpqr")]
    public void Anything_else_is_no_prompt_id(string? id) => Assert.False(EntityIds.IsPrompt(id));

    [Fact]
    public void The_rejected_examples_differ_from_a_valid_one_in_one_place() =>
        Assert.True(EntityIds.IsPrompt("prm_0123456789abcdefghjkmnpqrs"));

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
