using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc.Tests.Dtls;

public sealed class DtlsHandshakeTests
{
    private const byte Certificate = 11;

    [Fact]
    public void Two_peers_connect_in_two_round_trips()
    {
        using var pair = new DtlsPair();
        var start = pair.Now;

        pair.Connect();

        Assert.Equal(TimeSpan.FromMilliseconds(40), pair.Now - start);
        Assert.Equal(Instant.Never, pair.Client.NextTimeout);
        Assert.Equal(Instant.Never, pair.Server.NextTimeout);
    }

    [Fact]
    public void Both_ends_export_the_same_keys_crosswise()
    {
        using var pair = new DtlsPair();

        pair.Connect();

        AssertKeysAgree(pair);
        Assert.False(pair.Client.SrtpKeys!.Local.Key.SequenceEqual(pair.Client.SrtpKeys.Remote.Key));
    }

    [Theory]
    [InlineData(SrtpProfile.AeadAes128Gcm)]
    [InlineData(SrtpProfile.AesCm128HmacSha1_80)]
    public void A_peer_with_one_profile_gets_that_one(SrtpProfile profile)
    {
        using var context = Identities.WithProfiles(profile);
        using var pair = new DtlsPair(client: context);

        pair.Connect();

        Assert.Equal(profile, pair.Server.SrtpKeys!.Profile);
        AssertKeysAgree(pair);
    }

    [Fact]
    public void The_server_prefers_its_own_first_profile()
    {
        using var viewer = Identities.WithProfiles(SrtpProfile.AeadAes128Gcm, SrtpProfile.AesCm128HmacSha1_80);
        using var camera = DtlsContext.Create(Identities.Camera, SrtpProfilePreference.For(processorHasAes: false));
        using var pair = new DtlsPair(client: viewer, server: camera);

        pair.Connect();

        Assert.Equal(SrtpProfile.AesCm128HmacSha1_80, pair.Client.SrtpKeys!.Profile);
    }

    [Fact]
    public void Keys_protect_on_one_end_what_they_unprotect_on_the_other()
    {
        using var pair = new DtlsPair();
        pair.Connect();
        using var sender = new SrtpSender(pair.Server.SrtpKeys!.Local);
        using var receiver = new SrtpReceiver(pair.Client.SrtpKeys!.Remote);
        byte[] header = [0x80, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7];
        var packet = new byte[12 + 3 + sender.RtpOverhead];

        _ = sender.Protect(header, [1, 2, 3], packet);

        Assert.True(receiver.TryUnprotect(packet, out var length));
        Assert.Equal([.. header, 1, 2, 3], packet[..length]);
    }

    [Fact]
    public void Handshake_messages_longer_than_the_MTU_are_fragmented()
    {
        using var pair = new DtlsPair(mtu: 232);
        var fragments = new List<byte>();
        pair.Passes = (_, datagram) =>
        {
            // RFC 6347 §4.2.2: type, length, message_seq, fragment_offset, fragment_length, behind a record header of 13 bytes.
            if (datagram[0] == 22 && datagram[4] == 0 && !datagram.AsSpan(14, 3).SequenceEqual(datagram.AsSpan(22, 3)))
                fragments.Add(datagram[13]);
            return true;
        };

        pair.Connect();

        Assert.True(pair.LargestDatagram <= 232, $"{pair.LargestDatagram}");
        Assert.True(fragments.Count(type => type == Certificate) >= 3, string.Join(' ', fragments));
        AssertKeysAgree(pair);
    }

    [Fact]
    public void No_datagram_is_larger_than_the_MTU()
    {
        using var pair = new DtlsPair();

        pair.Connect();

        Assert.InRange(pair.LargestDatagram, 400, DtlsSession.MaximumDatagramSize);
    }

    [Fact]
    public void A_client_says_nothing_before_it_is_started()
    {
        using var pair = new DtlsPair();

        pair.Client.HandleDatagram([22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], pair.Now);

        Assert.False(pair.Client.TryPollTransmit(new byte[2048], out _));
        Assert.Equal(DtlsState.New, pair.Client.State);
    }

    [Fact]
    public void A_second_start_changes_nothing()
    {
        using var pair = new DtlsPair();
        pair.Client.Start(pair.Now);
        pair.Flush();

        pair.Client.Start(pair.Now);

        Assert.False(pair.Client.TryPollTransmit(new byte[2048], out _));
    }

    internal static void AssertKeysAgree(DtlsPair pair)
    {
        var (client, server) = (pair.Client.SrtpKeys, pair.Server.SrtpKeys);
        Assert.NotNull(client);
        Assert.NotNull(server);
        Assert.Equal(client.Profile, server.Profile);
        Assert.True(client.Local.Key.SequenceEqual(server.Remote.Key));
        Assert.True(client.Local.Salt.SequenceEqual(server.Remote.Salt));
        Assert.True(client.Remote.Key.SequenceEqual(server.Local.Key));
        Assert.True(client.Remote.Salt.SequenceEqual(server.Local.Salt));
    }
}
