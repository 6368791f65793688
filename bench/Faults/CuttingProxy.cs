using System.Net;
using System.Net.Sockets;

namespace PromptGrid.Bench.Faults;

/// <summary>
/// Stands between the server and PostgreSQL, and cuts connections at the worst moment: the database has committed and says
/// so, and the server never hears it.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    /// <summary>The tag by which PostgreSQL reports a commit.</summary>
    private static readonly byte[] Committed = [(byte)'C', 0, 0, 0, 11, .. "COMMIT\0"u8];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _target;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Socket> _open = [];
    private readonly Task _accepting;
    private int _oneIn;
    private int _cuts;

    public CuttingProxy(string target, Random random)
    {
        (_target, _random) = (target, random);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections cut between a commit and the news of it.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Cuts at one in so many commits; 0 lets all pass.</summary>
    public void CutOneIn(int commits) => Volatile.Write(ref _oneIn, commits);

    /// <summary>Cuts every connection, whatever it is at.</summary>
    public void CutAll()
    {
        lock (_open)
        {
            foreach (var socket in _open) socket.Close(0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        CutAll();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was told to stop.
        }
    }

    private async Task ServeAsync(Socket near)
    {
        using var far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (near)
        {
            lock (_open) _open.UnionWith([near, far]);
            try
            {
                near.NoDelay = true;
                await far.ConnectAsync(new UnixDomainSocketEndPoint(_target));
                await Task.WhenAny(PumpAsync(near, far, watches: false), PumpAsync(far, near, watches: true));
            }
            catch (SocketException)
            {
                // The database is away: so is this connection.
            }
            finally
            {
                lock (_open) _open.ExceptWith([near, far]);
                near.Close(0);
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool watches)
    {
        // What was passed on last stays in front, so that a tag across two reads is seen.
        var kept = Committed.Length - 1;
        var buffer = new byte[kept + 65_536];
        try
        {
            while (await from.ReceiveAsync(buffer.AsMemory(kept)) is > 0 and var count)
            {
                if (watches && buffer.AsSpan(0, kept + count).IndexOf(Committed) >= 0 && IsItsTurn())
                {
                    Interlocked.Increment(ref _cuts);
                    return;
                }

                await to.SendAsync(buffer.AsMemory(kept, count));
                buffer.AsSpan(count, kept).CopyTo(buffer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut, here or there.
        }
    }

    private bool IsItsTurn()
    {
        var oneIn = Volatile.Read(ref _oneIn);
        if (oneIn == 0) return false;
        lock (_random) return _random.Next(oneIn) == 0;
    }
}
