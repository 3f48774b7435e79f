using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Srtp;
using static CamAgent.WebRtc.Tests.Srtp.Vectors;

namespace CamAgent.WebRtc.Tests.Srtp;

public sealed class SrtpTamperTests
{
    public static TheoryData<SrtpProfile> Profiles => SrtpRoundTripTests.Profiles;

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_with_any_bit_flipped_is_dropped(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        var packet = Protect(sender, 1, [1, 2, 3, 4, 5, 6, 7, 8]);
        for (var bit = 0; bit < packet.Length * 8; bit++)
        {
            var flipped = packet.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(receiver.TryUnprotect(flipped, out _), $"bit {bit}");
        }

        Assert.True(receiver.TryUnprotect(packet, out _));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void An_RTCP_packet_with_any_bit_flipped_is_dropped(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        var packet = ProtectRtcp(sender, Report());
        for (var bit = 0; bit < packet.Length * 8; bit++)
        {
            var flipped = packet.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(receiver.TryUnprotectRtcp(flipped, out _), $"bit {bit}");
        }

        Assert.True(receiver.TryUnprotectRtcp(packet, out _));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_cut_short_anywhere_is_dropped(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        var packet = Protect(sender, 1, new byte[30]);
        var control = ProtectRtcp(sender, Report());

        for (var length = 0; length < packet.Length; length++)
            Assert.False(receiver.TryUnprotect(packet.AsSpan(0, length).ToArray(), out _), $"{length}");
        for (var length = 0; length < control.Length; length++)
            Assert.False(receiver.TryUnprotectRtcp(control.AsSpan(0, length).ToArray(), out _), $"{length}");
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void No_packet_makes_a_receiver_throw_or_pass(SrtpProfile profile)
    {
        using var sender = new SrtpSender(MasterKey(profile));
        using var receiver = new SrtpReceiver(MasterKey(profile));
        List<byte[]> genuine =
        [
            Protect(sender, 1, new byte[100]),
            ProtectRtcp(sender, Report()),
            [0x9F, .. Header(3)[1..], .. new byte[120]],
            [0x90, .. Header(3)[1..], 0xBE, 0xDE, 0xFF, 0xFF, .. new byte[50]],
        ];
        Assert.True(receiver.TryUnprotect(genuine[0].ToArray(), out _));
        Assert.True(receiver.TryUnprotectRtcp(genuine[1].ToArray(), out _));

        Fuzz.Bytes(seed: 31, rounds: 20_000, maximumLength: 1500, genuine, input =>
        {
            Assert.False(receiver.TryUnprotect(input.ToArray(), out _));
            Assert.False(receiver.TryUnprotectRtcp(input, out _));
        });
    }
}
