using System.Runtime.CompilerServices;
using CamAgent.WebRtc.Dtls;

namespace CamAgent.WebRtc.Tests.Dtls;

public sealed class DtlsLifetimeTests
{
    [Fact]
    public void A_close_tells_the_other_end()
    {
        using var pair = new DtlsPair();
        pair.Connect();

        pair.Server.Close(pair.Now);
        Assert.Equal(DtlsState.Closed, pair.Server.State);
        pair.Run(TimeSpan.FromMilliseconds(50));

        Assert.Equal(DtlsState.Closed, pair.Client.State);
        Assert.Null(pair.Client.FailureReason);
    }

    [Fact]
    public void A_close_during_the_handshake_is_silent()
    {
        using var pair = new DtlsPair();
        pair.Client.Start(pair.Now);
        pair.Flush();

        pair.Client.Close(pair.Now);

        Assert.Equal(DtlsState.Closed, pair.Client.State);
        Assert.Equal(Instant.Never, pair.Client.NextTimeout);
        Assert.False(pair.Client.TryPollTransmit(new byte[2048], out _));
    }

    [Fact]
    public void After_dispose_every_call_does_nothing()
    {
        var pair = new DtlsPair();
        pair.Connect();
        pair.Dispose();

        pair.Client.Start(pair.Now);
        pair.Client.HandleDatagram([20, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1], pair.Now);
        pair.Client.HandleTimeout(pair.Now);
        pair.Client.Close(pair.Now);
        pair.Client.Dispose();

        Assert.False(pair.Client.TrySend([1]));
        Assert.False(pair.Client.TryReceive(new byte[1], out _));
        Assert.Null(pair.Client.SrtpKeys);
        Assert.Equal(DtlsState.Closed, pair.Client.State);
    }

    [Fact]
    public void Keys_are_overwritten_on_dispose()
    {
        var pair = new DtlsPair();
        pair.Connect();
        var keys = pair.Client.SrtpKeys!;

        pair.Dispose();

        Assert.True(keys.Local.Key.IndexOfAnyExcept((byte)0) < 0);
        Assert.True(keys.Remote.Salt.IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void A_session_outlives_its_context()
    {
        using var certificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80));
        var context = DtlsContext.Create(certificate, [CamAgent.WebRtc.Srtp.SrtpProfile.AeadAes128Gcm]);
        using var pair = new DtlsPair(server: context, expectedByClient: certificate.Fingerprint);
        context.Dispose();
        certificate.Dispose();

        pair.Connect();

        Assert.True(pair.BothConnected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_left_of_a_session_that_ends_in_mid_handshake(bool dispose)
    {
        // The callbacks' state is kept alive by a handle which the BIO frees, and the BIO goes with the SSL: when it is gone, all is.
        var wires = Abandon(dispose);

        for (var i = 0; i < 10 && wires.Exists(wire => wire.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(wires, wire => wire.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> Abandon(bool dispose)
    {
        var wires = new List<WeakReference>();
        for (var i = 0; i < 20; i++)
        {
            var session = new DtlsSession(Identities.ViewerContext, DtlsRole.Client, Identities.Camera.Fingerprint);
            session.Start(default);
            wires.Add(new WeakReference(session.Wire));
            if (dispose)
                session.Dispose();
        }

        return wires;
    }
}
