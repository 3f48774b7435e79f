using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Dtls;

namespace CamAgent.WebRtc.Tests.Dtls;

public sealed class DtlsSecurityTests
{
    [Fact]
    public void A_client_fails_where_the_servers_certificate_is_another()
    {
        using var pair = new DtlsPair(expectedByClient: Identities.Stranger.Fingerprint);
        pair.Client.Start(pair.Now);

        pair.RunUntil(() => pair.BothEnded, TimeSpan.FromSeconds(5));

        Assert.Equal(DtlsState.Failed, pair.Client.State);
        Assert.Contains("fingerprint", pair.Client.FailureReason, StringComparison.Ordinal);
        Assert.Null(pair.Client.SrtpKeys);
        Assert.Equal(DtlsState.Failed, pair.Server.State);
        Assert.Contains("refused", pair.Server.FailureReason, StringComparison.Ordinal);
        Assert.Contains("bad certificate", pair.Server.FailureReason, StringComparison.Ordinal);
        Assert.Null(pair.Server.SrtpKeys);
    }

    [Fact]
    public void A_server_fails_where_the_clients_certificate_is_another()
    {
        using var pair = new DtlsPair(expectedByServer: Identities.Stranger.Fingerprint);
        pair.Client.Start(pair.Now);

        pair.RunUntil(() => pair.BothEnded, TimeSpan.FromSeconds(5));

        Assert.Contains("fingerprint", pair.Server.FailureReason, StringComparison.Ordinal);
        Assert.Null(pair.Server.SrtpKeys);
        Assert.Contains("bad certificate", pair.Client.FailureReason, StringComparison.Ordinal);
        Assert.Null(pair.Client.SrtpKeys);
    }

    [Fact]
    public void Fingerprints_of_the_longer_hashes_are_checked_too()
    {
        var hash = System.Security.Cryptography.SHA512.HashData(Identities.Camera.CertificateDer.Span);
        Assert.True(DtlsFingerprint.TryCreate("SHA-512", hash, out var right));
        hash[63] ^= 1;
        Assert.True(DtlsFingerprint.TryCreate("sha-512", hash, out var wrong));

        using (var pair = new DtlsPair(expectedByClient: right))
            pair.Connect();

        using (var pair = new DtlsPair(expectedByClient: wrong))
        {
            pair.Client.Start(pair.Now);
            pair.RunUntil(() => pair.Client.State == DtlsState.Failed, TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void An_alert_in_the_clear_alone_ends_nothing()
    {
        using var pair = new DtlsPair
        {
            BeforeDelivery = static to =>
            {
                to.HandleDatagram([21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40], default);
                to.HandleDatagram([21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 98, 0, 2, 1, 0], default);
            },
        };

        pair.Connect();
        pair.Run(TimeSpan.FromSeconds(60));

        Assert.True(pair.BothConnected);
    }

    [Fact]
    public void Noise_and_forged_records_do_not_disturb_a_handshake_or_what_follows()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var noise = new Noise(seed);
            using var pair = new DtlsPair(seed)
            {
                Loss = 0.1,
                Jitter = TimeSpan.FromMilliseconds(30),
                BeforeDelivery = to =>
                {
                    for (var i = 0; i < 5; i++)
                        to.HandleDatagram(noise.Next(), default);
                },
            };
            pair.Client.Start(pair.Now);

            pair.RunUntil(() => pair.BothConnected, TimeSpan.FromSeconds(30));
            for (var i = 0; i < 100; i++)
                pair.Client.HandleDatagram(noise.Next(), pair.Now);

            DtlsHandshakeTests.AssertKeysAgree(pair);
            Assert.Equal(DtlsState.Connected, pair.Client.State);
        }
    }

    [Fact]
    public void No_datagram_makes_a_session_throw()
    {
        var corpus = Recorded();
        var sessions = new List<DtlsSession>();
        var round = 0;
        Fuzz.Bytes(seed: 4711, rounds: 3000, maximumLength: 1500, corpus, input =>
        {
            if (round++ % 50 == 0)
            {
                foreach (var old in sessions)
                    old.Dispose();
                sessions.Clear();
                sessions.Add(new DtlsSession(Identities.CameraContext, DtlsRole.Server, Identities.Viewer.Fingerprint));
                sessions.Add(new DtlsSession(Identities.ViewerContext, DtlsRole.Client, Identities.Camera.Fingerprint));
                sessions[1].Start(default);
            }

            foreach (var session in sessions)
            {
                session.HandleDatagram(input, default);
                Assert.NotEqual(DtlsState.Connected, session.State);
                Assert.Null(session.SrtpKeys);
            }
        });
        foreach (var session in sessions)
            session.Dispose();
    }

    private static List<byte[]> Recorded()
    {
        var recorded = new List<byte[]>();
        using var pair = new DtlsPair();
        pair.Passes = (_, datagram) =>
        {
            recorded.Add(datagram);
            return true;
        };
        pair.Connect();
        return recorded;
    }
}
