using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Net;

#pragma warning disable RS0030 // Net/ is where the sockets are.

/// <summary>
/// A TCP or TLS connection to a TURN server. The media loop puts messages into a bounded backlog and takes them out of a bounded inbox; two tasks
/// of the pool carry them to the connection and from it.
/// </summary>
internal sealed class RelayStream : RelayTransport
{
    private const int MaximumInbox = 512;
    private const int WriteChunk = 16 * 1024;
    private const int LevelTcp = 6;
    private const int NotSentLowWaterMark = 25; // TCP_NOTSENT_LOWAT, linux/tcp.h

    /// <summary>Older than this, media has no use for whoever waits for it.</summary>
    private static readonly TimeSpan CongestedAge = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan RecoveredAge = TimeSpan.FromMilliseconds(50);

    private readonly Stream _stream;
    private readonly Action _arrived;
    private readonly RelayBacklog _backlog = new();
    private readonly ConcurrentQueue<(byte[] Buffer, int Length)> _inbox = new();
    private readonly SemaphoreSlim _toWrite = new(0);
    private readonly CancellationTokenSource _stop = new();
    private int _waiting;
    private int _isSignaled;
    private bool _isCongested;
    private long _dropped;
    private volatile string? _failure;

    private RelayStream(Stream stream, TransportAddress local, Action arrived)
    {
        _stream = stream;
        _arrived = arrived;
        Local = local;
    }

    public override TransportAddress Local { get; }

    public override bool IsReliable => true;

    public override string? Failure => _failure;

    public override long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Connects, and over TLS makes sure that the server is who it should be.</summary>
    /// <param name="host">The name the certificate has to be for; null: no TLS.</param>
    /// <param name="roots">Whom to trust; null: whom the system trusts (SSL_CERT_FILE and SSL_CERT_DIR say where else to look).</param>
    /// <param name="arrived">Called on the pool when something can be taken out, or the connection has failed.</param>
    /// <exception cref="RelayConnectException">It could not be done.</exception>
    public static async Task<RelayStream> ConnectAsync(TransportAddress server, string? host, X509Certificate2Collection? roots, Action arrived, CancellationToken stop)
    {
        var socket = new Socket(server.IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        Stream? stream = null;
        try
        {
            socket.NoDelay = true;
            // What waits, waits here, where it is known for how long; not in the system's buffer, which grows to megabytes.
            socket.SetRawSocketOption(LevelTcp, NotSentLowWaterMark, [0, 0x40, 0, 0]);
            await socket.ConnectAsync(server.ToIPEndPoint(), stop).ConfigureAwait(false);
            var local = TransportAddress.From((System.Net.IPEndPoint)socket.LocalEndPoint!);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (host is not null)
            {
                var secure = new SslStream(stream, leaveInnerStreamOpen: false);
                stream = secure;
                await secure.AuthenticateAsClientAsync(TlsOptions(host, roots), stop).ConfigureAwait(false);
            }

            var result = new RelayStream(stream, local, arrived);
            _ = result.WriteAsync();
            _ = result.ReadAsync();
            return result;
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            if (stream is not null)
                await stream.DisposeAsync().ConfigureAwait(false);
            socket.Dispose();
            throw new RelayConnectException(Describe(exception, host), exception);
        }
    }

    public override void Send(ReadOnlySpan<byte> messages, int segmentSize)
    {
        for (var offset = 0; offset < messages.Length; offset += segmentSize)
        {
            if (!_backlog.TryAppend(messages.Slice(offset, Math.Min(segmentSize, messages.Length - offset))))
                Interlocked.Increment(ref _dropped);
        }

        if (Interlocked.Exchange(ref _isSignaled, 1) == 0)
            _ = _toWrite.Release();
    }

    public override bool TryReceive(Span<byte> buffer, out int length)
    {
        while (_inbox.TryDequeue(out var message))
        {
            Interlocked.Decrement(ref _waiting);
            length = message.Length;
            var fits = length <= buffer.Length;
            if (fits)
                message.Buffer.AsSpan(0, length).CopyTo(buffer);
            ArrayPool<byte>.Shared.Return(message.Buffer);
            if (fits)
                return true;
        }

        length = 0;
        return false;
    }

    public override bool IsCongested(Instant now)
    {
        var age = _backlog.Age(now);
        _isCongested = age > (_isCongested ? RecoveredAge : CongestedAge);
        return _isCongested;
    }

    public override void Dispose()
    {
        _failure ??= "closed";
        _stop.Cancel();
        _stream.Dispose();
    }

    private static SslClientAuthenticationOptions TlsOptions(string host, X509Certificate2Collection? roots)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        if (roots is null)
            return options;
        options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        return options;
    }

    private static string Describe(Exception exception, string? host) => exception switch
    {
        AuthenticationException => $"the server's certificate is not accepted for {host}: {exception.Message}",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nobody listens there",
        OperationCanceledException => "the server does not answer",
        _ => exception.Message,
    };

    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                await _toWrite.WaitAsync(_stop.Token).ConfigureAwait(false);
                Volatile.Write(ref _isSignaled, 0);
                var taken = _backlog.Take();
                // In pieces, so that it shows whether the other side takes anything at all.
                for (var at = 0; at < taken.Length; at += WriteChunk)
                {
                    var piece = taken.Slice(at, Math.Min(WriteChunk, taken.Length - at));
                    await _stream.WriteAsync(piece, _stop.Token).ConfigureAwait(false);
                    _backlog.OnWritten(piece.Length);
                }
            }
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            Fail(exception.Message);
        }
    }

    private async Task ReadAsync()
    {
        var reader = new TurnStreamReader();
        try
        {
            while (!reader.IsBroken)
            {
                var count = await _stream.ReadAsync(reader.Free, _stop.Token).ConfigureAwait(false);
                if (count == 0)
                    break;
                reader.Advance(count);
                while (reader.TryRead(out var message))
                    Enqueue(message);
                _arrived();
            }

            Fail(reader.IsBroken ? "the server does not speak TURN" : "the server closed the connection");
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            Fail(exception.Message);
        }
    }

    private void Enqueue(ReadOnlySpan<byte> message)
    {
        if (Interlocked.Increment(ref _waiting) > MaximumInbox)
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _dropped);
            return;
        }

        var copy = ArrayPool<byte>.Shared.Rent(message.Length);
        message.CopyTo(copy);
        _inbox.Enqueue((copy, message.Length));
    }

    private void Fail(string reason)
    {
        _failure ??= reason;
        _arrived();
    }

    private static bool IsExpected(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException;
}
