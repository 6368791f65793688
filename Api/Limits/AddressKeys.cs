using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PromptGrid.Api.Limits;

/// <summary>By what limits know callers whom nobody signed in.</summary>
public static class AddressKeys
{
    // Where a translator between the two protocols shows all of IPv4 (RFC 6052).
    private static ReadOnlySpan<byte> Translated => [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The caller's IPv4 address, or the first 64 bits of their IPv6 address: within these one has as many addresses
    /// as one likes.</summary>
    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    /// <inheritdoc cref="Of(HttpContext)"/>
    public static string Of(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.IsIPv4MappedToIPv6 || bytes.StartsWith(Translated)) return new IPAddress(bytes[12..]).ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{BinaryPrimitives.ReadUInt64BigEndian(bytes):x16}/64");
    }
}
