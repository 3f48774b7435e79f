using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc.Tests.Srtp;

/// <summary>Keys and packets that several tests share.</summary>
internal static class Vectors
{
    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    public static SrtpMasterKey MasterKey(SrtpProfile profile, byte first = 1)
    {
        var key = Enumerable.Range(first, 16).Select(value => (byte)value).ToArray();
        var salt = Enumerable.Range(first + 100, profile.SaltLength).Select(value => (byte)value).ToArray();
        return new SrtpMasterKey(profile, key, salt);
    }

    /// <summary>A header of 12 bytes.</summary>
    public static byte[] Header(ushort sequenceNumber, uint ssrc = 0xCAFEBABE) =>
        [0x80, 96, (byte)(sequenceNumber >> 8), (byte)sequenceNumber, 0, 0, 0, 9, (byte)(ssrc >> 24), (byte)(ssrc >> 16), (byte)(ssrc >> 8), (byte)ssrc];

    public static byte[] Protect(SrtpSender sender, ushort sequenceNumber, byte[] payload, uint ssrc = 0xCAFEBABE)
    {
        var packet = new byte[12 + payload.Length + sender.RtpOverhead];
        Assert.Equal(packet.Length, sender.Protect(Header(sequenceNumber, ssrc), payload, packet));
        return packet;
    }

    /// <summary>A receiver report without report blocks, and a BYE.</summary>
    public static byte[] Report(uint ssrc = 0xCAFEBABE) =>
        [0x80, 201, 0, 1, (byte)(ssrc >> 24), (byte)(ssrc >> 16), (byte)(ssrc >> 8), (byte)ssrc, 0x81, 203, 0, 1, 1, 2, 3, 4];

    public static byte[] ProtectRtcp(SrtpSender sender, byte[] packet)
    {
        var result = new byte[packet.Length + sender.RtcpOverhead];
        Assert.Equal(result.Length, sender.ProtectRtcp(packet, result));
        return result;
    }
}
