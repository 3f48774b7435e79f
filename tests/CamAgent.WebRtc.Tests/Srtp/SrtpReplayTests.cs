using CamAgent.WebRtc.Srtp;
using static CamAgent.WebRtc.Tests.Srtp.Vectors;

namespace CamAgent.WebRtc.Tests.Srtp;

public sealed class SrtpReplayTests
{
    public static TheoryData<SrtpProfile> Profiles => SrtpRoundTripTests.Profiles;

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_is_accepted_once(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        var packet = Protect(sender, 1, [1]);

        Assert.True(receiver.TryUnprotect(packet.ToArray(), out _));
        Assert.False(receiver.TryUnprotect(packet.ToArray(), out _));
        Assert.Equal(1, receiver.Replayed);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void An_RTCP_packet_is_accepted_once(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        var packets = Enumerable.Range(0, 10).Select(_ => ProtectRtcp(sender, Report())).ToList();

        for (var i = 9; i >= 0; i--)
        {
            Assert.True(receiver.TryUnprotectRtcp(packets[i].ToArray(), out _));
            Assert.False(receiver.TryUnprotectRtcp(packets[i].ToArray(), out _));
        }

        Assert.Equal(10, receiver.Replayed);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Packets_out_of_order_are_accepted_within_the_window(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        var random = new Random(5);
        // The wrap lies within.
        var packets = Enumerable.Range(65_500, 100).Select(number => Protect(sender, (ushort)number, [(byte)number])).ToList();
        Assert.True(receiver.TryUnprotect(packets[0].ToArray(), out _));

        foreach (var packet in packets.Skip(1).OrderBy(_ => random.Next()))
            Assert.True(receiver.TryUnprotect(packet.ToArray(), out _));
        foreach (var packet in packets)
            Assert.False(receiver.TryUnprotect(packet.ToArray(), out _));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_older_than_the_window_is_dropped(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        var old = Protect(sender, 1, [1]);
        var justInside = Protect(sender, 2, [1]);
        Assert.True(receiver.TryUnprotect(Protect(sender, 1 + ReplayWindow.Size, [1]), out _));

        Assert.False(receiver.TryUnprotect(old, out _));
        Assert.True(receiver.TryUnprotect(justInside, out _));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_forged_packet_moves_neither_window_nor_counter(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        Assert.True(receiver.TryUnprotect(Protect(sender, 60_000, [1]), out _));
        foreach (var number in new ushort[] { 60_001, 64_000, 5, 20_000 })
        {
            byte[] forged = [.. Header(number), .. new byte[40]];
            Assert.False(receiver.TryUnprotect(forged, out _));
        }

        Assert.True(receiver.TryUnprotect(Protect(sender, 60_001, [1]), out _));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_stream_is_followed_only_once_it_proved_authentic(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        for (uint ssrc = 100; ssrc < 200; ssrc++)
        {
            Assert.False(receiver.TryUnprotect([.. Header(1, ssrc), .. new byte[40]], out _));
            Assert.False(receiver.TryUnprotectRtcp([.. Report(ssrc), .. new byte[40], 0x80, 0, 0, 1], out _));
        }

        for (uint ssrc = 0; ssrc < SrtpReceiver.MaximumStreams; ssrc++)
        {
            Assert.True(receiver.TryUnprotect(Protect(sender, 1, [1], ssrc), out _));
            Assert.True(receiver.TryUnprotectRtcp(ProtectRtcp(sender, Report(ssrc)), out _));
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Streams_beyond_the_bound_are_dropped_and_the_first_ones_go_on(SrtpProfile profile)
    {
        using var receiver = new SrtpReceiver(MasterKey(profile));
        for (uint ssrc = 0; ssrc < SrtpReceiver.MaximumStreams + 5; ssrc++)
        {
            using var sender = new SrtpSender(MasterKey(profile));
            Assert.Equal(ssrc < SrtpReceiver.MaximumStreams, receiver.TryUnprotect(Protect(sender, 1, [1], ssrc), out _));
            Assert.Equal(ssrc < SrtpReceiver.MaximumStreams, receiver.TryUnprotectRtcp(ProtectRtcp(sender, Report(ssrc)), out _));
        }

        using var again = new SrtpSender(MasterKey(profile));
        Assert.True(receiver.TryUnprotect(Protect(again, 2, [1], 3), out _));
    }

    [Fact]
    public void The_window_agrees_with_a_set_of_all_that_was_accepted()
    {
        var random = new Random(12);
        var window = new ReplayWindow();
        var accepted = new HashSet<ulong>();
        ulong center = 1000;
        for (var i = 0; i < 20_000; i++)
        {
            center += (ulong)random.Next(3);
            if (random.Next(500) == 0)
                center += (ulong)random.Next(300);
            var index = center - (ulong)random.Next(200);
            var expected = !accepted.Contains(index) && (accepted.Count == 0 || index + ReplayWindow.Size > window.Highest);

            Assert.Equal(expected, window.Allows(index));
            if (expected)
            {
                window.Accept(index);
                accepted.Add(index);
            }
        }
    }
}
