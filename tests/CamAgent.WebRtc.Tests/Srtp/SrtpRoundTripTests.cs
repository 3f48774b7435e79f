using CamAgent.WebRtc.Srtp;
using static CamAgent.WebRtc.Tests.Srtp.Vectors;

namespace CamAgent.WebRtc.Tests.Srtp;

public sealed class SrtpRoundTripTests
{
    public static TheoryData<SrtpProfile> Profiles => [SrtpProfile.AeadAes128Gcm, SrtpProfile.AesCm128HmacSha1_80];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void What_is_protected_is_unprotected(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        foreach (var size in new[] { 0, 1, 15, 16, 17, 1200, 9000 })
        {
            var payload = new byte[size];
            new Random(size).NextBytes(payload);
            var packet = Protect(sender, (ushort)(size + 1), payload);

            Assert.False(size > 8 && packet.AsSpan().IndexOf(payload.AsSpan(0, 8)) >= 0);
            Assert.True(receiver.TryUnprotect(packet, out var length));
            Assert.Equal([.. Header((ushort)(size + 1)), .. payload], packet[..length]);
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_header_with_sources_and_extensions_stays_in_the_clear(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        byte[] header = [0x92, 96, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 5, 5, 5, 6, 6, 6, 6, 0xBE, 0xDE, 0, 1, 0x10, 7, 0, 0];
        var packet = new byte[header.Length + 5 + sender.RtpOverhead];
        header.CopyTo(packet, 0);

        var length = sender.Protect(packet.AsSpan(0, header.Length), [1, 2, 3, 4, 5], packet);

        Assert.Equal(packet.Length, length);
        Assert.Equal(header, packet[..header.Length]);
        Assert.True(receiver.TryUnprotect(packet, out length));
        Assert.Equal([.. header, 1, 2, 3, 4, 5], packet[..length]);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void The_payload_is_only_read(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        var payload = new byte[100];

        _ = Protect(sender, 1, payload);

        Assert.Equal(new byte[100], payload);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void RTCP_is_protected_and_unprotected(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        for (uint i = 0; i < 100; i++)
        {
            var packet = ProtectRtcp(sender, Report(ssrc: i % 3));

            Assert.Equal(Report(i % 3)[..8], packet[..8]);
            Assert.NotEqual(Report(i % 3)[8..16], packet[8..16]);
            Assert.True(receiver.TryUnprotectRtcp(packet, out var length));
            Assert.Equal(Report(i % 3), packet[..length]);
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Another_key_opens_nothing(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile, first: 2));

        Assert.False(receiver.TryUnprotect(Protect(sender, 1, new byte[20]), out _));
        Assert.False(receiver.TryUnprotectRtcp(ProtectRtcp(sender, Report()), out _));
        Assert.Equal(2, receiver.NotAuthentic);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_takes_no_allocation(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        var (header, payload, rtcp) = (Header(0), new byte[1150], Report());
        var (packet, control) = (new byte[1200], new byte[100]);
        ushort sequenceNumber = 0;
        var ok = true;
        // The first round may load code; and a collection on another test's behalf throws away the rest of this thread's 8 KiB, which counts as
        // allocated. What a packet takes, it takes in every round.
        long allocated = 1;
        for (var round = 0; round < 10 && allocated != 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 500; i++)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), sequenceNumber++);
                var length = sender.Protect(header, payload, packet);
                ok &= receiver.TryUnprotect(packet.AsSpan(0, length), out _);
                length = sender.ProtectRtcp(rtcp, control);
                ok &= receiver.TryUnprotectRtcp(control.AsSpan(0, length), out _);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(ok);
        }

        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData(true, SrtpProfile.AeadAes128Gcm)]
    [InlineData(false, SrtpProfile.AesCm128HmacSha1_80)]
    public void The_processor_decides_which_profile_leads(bool hasAes, SrtpProfile first)
    {
        Assert.Equal(first, SrtpProfilePreference.For(hasAes)[0]);
        Assert.Equal(2, SrtpProfilePreference.For(hasAes).Distinct().Count());
        Assert.Equal(2, SrtpProfilePreference.Default.Count);
    }
}
