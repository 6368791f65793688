using System.Net;
using PromptGrid.Api.Limits;

namespace PromptGrid.Api.Tests.Limits;

public sealed class AddressKeysTests
{
    private static string Key(string address) => AddressKeys.Of(IPAddress.Parse(address));

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7")]
    [InlineData("203.0.113.7", "64:ff9b::203.0.113.7")]
    [InlineData("2001:db8:1:1::1", "2001:db8:1:1:ffff:ffff:ffff:ffff")]
    [InlineData("fe80::1%2", "fe80::1%3")]
    public void One_caller(string one, string other) => Assert.Equal(Key(one), Key(other));

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.8")]
    [InlineData("::ffff:203.0.113.7", "::ffff:203.0.113.8")]
    [InlineData("64:ff9b::203.0.113.7", "64:ff9b::203.0.113.8")]
    [InlineData("2001:db8:1:1::1", "2001:db8:1:2::1")]
    [InlineData("127.0.0.1", "::1")]
    public void Two_callers(string one, string other) => Assert.NotEqual(Key(one), Key(other));

    [Fact]
    public void Without_an_address_there_is_one_key_for_all() => Assert.Equal("unknown", AddressKeys.Of((IPAddress?)null));
}
