using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace PromptGrid.Api.Limits;

/// <summary>From which network a request came, as far as that says anything about who sent it. The number is handed to grains
/// that remember it for minutes; nobody stores or logs it.</summary>
public sealed class Networks(IOptions<NetworksOptions> options)
{
    /// <summary>Stands for the caller's network: an IPv4 address, or the first 64 bits of an IPv6 address. 0 where that is not
    /// an address of the Internet, because then it may well be that of a proxy, behind which everybody is.</summary>
    public long Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    /// <inheritdoc cref="Of(HttpContext)"/>
    public long Of(IPAddress? address)
    {
        if (address is null) return 0;
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length)) return 0;
        var four = address.AddressFamily == AddressFamily.InterNetwork ? bytes[..length] : address.IsIPv4MappedToIPv6 ? bytes[12..] : default;
        if (four.Length == 4) return IsMeaningful(four) ? BinaryPrimitives.ReadUInt32BigEndian(four) : 0;
        // 2000::/3 is what is given out, fc00::/7 what one gives oneself. Both are above any IPv4 address.
        var isGlobal = (bytes[0] & 0xe0) == 0x20;
        var isPrivate = (bytes[0] & 0xfe) == 0xfc;
        return isGlobal || (isPrivate && options.Value.Private) ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;
    }

    private bool IsMeaningful(ReadOnlySpan<byte> address) => address[0] switch
    {
        0 or 127 or >= 224 => false,
        10 => options.Value.Private,
        172 when (address[1] & 0xf0) == 16 => options.Value.Private,
        192 when address[1] == 168 => options.Value.Private,
        169 when address[1] == 254 => false,
        100 when (address[1] & 0xc0) == 64 => options.Value.Private,
        _ => true,
    };
}

/// <summary>Which addresses tell networks apart (section <c>Networks</c>). Validated at start.</summary>
public sealed class NetworksOptions
{
    /// <summary>Whether private addresses (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, fc00::/7) do: right on an
    /// intranet, wrong behind a balancer that is not named in <c>Proxies:Networks</c>. The default value is false.</summary>
    public bool Private { get; set; }
}
