using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Srtp;

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
    public void A_forged_record_with_a_high_number_does_not_shut_the_genuine_ones_out()
    {
        using var pair = new DtlsPair
        {
            BeforeDelivery = static to => to.HandleDatagram([20, 0xFE, 0xFD, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0, 1, 1], default),
        };

        pair.Connect();

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
                Loss = 0.05,
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
            Assert.True(pair.BothConnected, $"Seed {seed}: {pair.Client.FailureReason} {pair.Server.FailureReason}");
        }
    }

    [Theory]
    [InlineData("ECDHE-ECDSA-AES128-GCM-SHA256")]
    [InlineData("ECDHE-ECDSA-CHACHA20-POLY1305")]
    public void A_forged_record_of_any_kind_and_length_leaves_a_connected_session_at_work(string cipher)
    {
        using var context = DtlsContext.Create(Identities.Camera, [SrtpProfile.AeadAes128Gcm], cipher);
        using var pair = new DtlsPair(server: context);
        pair.Connect();

        for (byte type = 20; type <= 23; type++)
        {
            for (byte length = 0; length < 60; length++)
            {
                byte[] record = [type, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 60, 0, length, .. new byte[length]];
                pair.Client.HandleDatagram(record, pair.Now);
                pair.Server.HandleDatagram(record, pair.Now);
            }
        }

        Assert.True(pair.BothConnected, $"{pair.Client.FailureReason} {pair.Server.FailureReason}");
        Assert.True(pair.Client.TrySend([1]));
        pair.Run(TimeSpan.FromMilliseconds(20));
        Assert.True(pair.Server.TryReceive(new byte[1], out _));
    }

    [Theory]
    [InlineData("ECDHE-ECDSA-AES128-GCM-SHA256")]
    [InlineData("ECDHE-ECDSA-CHACHA20-POLY1305")]
    public void A_forged_protected_record_during_the_handshake_does_not_end_it(string cipher)
    {
        using var context = DtlsContext.Create(Identities.Camera, [SrtpProfile.AeadAes128Gcm], cipher);
        for (byte length = 0; length < 60; length++)
        {
            var forged = length;
            using var pair = new DtlsPair(server: context)
            {
                BeforeDelivery = to =>
                {
                    for (byte type = 20; type <= 23; type++)
                        to.HandleDatagram([type, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 60, 0, forged, .. new byte[forged]], default);
                },
            };

            pair.Client.Start(pair.Now);
            pair.RunUntil(() => pair.BothConnected || pair.BothEnded, TimeSpan.FromSeconds(30));

            Assert.True(pair.BothConnected, $"{length}: {pair.Client.FailureReason} {pair.Server.FailureReason}");
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
