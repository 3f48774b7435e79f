using CamAgent.WebRtc.Srtp;
using static CamAgent.WebRtc.Tests.Srtp.Vectors;

namespace CamAgent.WebRtc.Tests.Srtp;

public sealed class SrtpIndexTests
{
    public static TheoryData<SrtpProfile> Profiles => SrtpRoundTripTests.Profiles;

    [Theory]
    [MemberData(nameof(Profiles))]
    public void The_sequence_number_wraps_many_times_and_both_ends_count_along(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        var sequenceNumber = 65_000;
        for (var i = 0; i < 60; i++)
        {
            Assert.True(receiver.TryUnprotect(Protect(sender, (ushort)sequenceNumber, [1, 2, 3]), out _), $"packet {i}");
            // Steps of up to half the range less one are what the index estimate can follow.
            sequenceNumber += i % 2 == 0 ? 1 : 32_000;
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_sequence_number_used_again_after_a_wrap_has_another_keystream(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        var first = Protect(sender, 30_000, new byte[32]);
        _ = Protect(sender, 60_000, new byte[32]);
        _ = Protect(sender, 10_000, new byte[32]);

        Assert.NotEqual(first, Protect(sender, 30_000, new byte[32]));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_retransmission_is_the_same_packet_even_from_before_a_wrap(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        var sent = new Dictionary<ushort, byte[]>();
        for (var i = 65_400; i < 65_700; i++)
            sent[(ushort)i] = Protect(sender, (ushort)i, [(byte)i]);

        foreach (var (sequenceNumber, packet) in sent)
            Assert.Equal(packet, Protect(sender, sequenceNumber, [(byte)sequenceNumber]));

        // And sending again an old one moves nothing: the next new one has the right counter.
        Assert.True(receiver.TryUnprotect(sent[65_535].ToArray(), out _));
        Assert.True(receiver.TryUnprotect(sent[(ushort)(65_699 - 65_536)].ToArray(), out _));
        Assert.True(receiver.TryUnprotect(Protect(sender, 165, [9]), out _));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Streams_have_their_own_counters(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        foreach (var (ssrc, sequenceNumber) in new[] { (1u, 65_535), (2u, 10), (1u, 0), (2u, 11), (1u, 1), (2u, 9) })
            Assert.True(receiver.TryUnprotect(Protect(sender, (ushort)sequenceNumber, [1], ssrc), out _), $"{ssrc} {sequenceNumber}");
    }

    [Theory]
    [InlineData(0x0000_0064UL, 0x0065, 0x0000_0065UL)]
    [InlineData(0x0000_0064UL, 0x0063, 0x0000_0063UL)]
    [InlineData(0x0000_FFFFUL, 0x0000, 0x0001_0000UL)]
    [InlineData(0x0001_0000UL, 0xFFFF, 0x0000_FFFFUL)]
    [InlineData(0x0005_7FFFUL, 0xFFFF, 0x0005_FFFFUL)]
    [InlineData(0x0005_7FFFUL, 0x0000, 0x0005_0000UL)]
    [InlineData(0x0005_8000UL, 0x0000, 0x0005_0000UL)]
    [InlineData(0x0005_8001UL, 0x0000, 0x0006_0000UL)]
    public void RFC_3711_appendix_A_the_index_is_the_nearest(ulong highest, int sequenceNumber, ulong expected)
    {
        Assert.True(SrtpPacketIndex.TryEstimate(highest, (ushort)sequenceNumber, out var index));

        Assert.Equal(expected, index);
    }

    [Theory]
    [InlineData(0x0000_0001UL, 0xFFFF)]
    [InlineData(0xFFFF_FFFF_FFFFUL, 0x0000)]
    public void An_index_before_the_first_or_beyond_the_last_does_not_exist(ulong highest, int sequenceNumber) =>
        Assert.False(SrtpPacketIndex.TryEstimate(highest, (ushort)sequenceNumber, out _));

    [Fact]
    public void A_sender_refuses_what_a_caller_must_not_do()
    {
        using var sender = new SrtpSender(MasterKey(SrtpProfile.AeadAes128Gcm));
        _ = Protect(sender, 1, [1]);

        Assert.Throws<InvalidOperationException>(() => Protect(sender, 65_535, [1]));
        Assert.Throws<ArgumentException>(() => sender.Protect(Header(2), [1], new byte[12 + 1 + 15]));
        Assert.Throws<ArgumentException>(() => sender.Protect(Header(2).AsSpan(0, 11), [1], new byte[100]));
        Assert.Throws<ArgumentException>(() => sender.Protect([.. Header(2), 0], [1], new byte[100]));
        Assert.Throws<ArgumentException>(() => sender.ProtectRtcp(new byte[7], new byte[100]));
        Assert.Throws<ArgumentException>(() => sender.ProtectRtcp(Report(), new byte[20]));
        for (uint ssrc = 0; ssrc < SrtpSender.MaximumStreams - 1; ssrc++)
            _ = Protect(sender, 1, [1], ssrc);
        Assert.Throws<InvalidOperationException>(() => Protect(sender, 1, [1], 99));
    }
}
