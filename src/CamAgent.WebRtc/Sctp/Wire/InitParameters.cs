using System.Buffers.Binary;

namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>The parameters of INIT and INIT ACK.</summary>
internal static class InitParameters
{
    // RFC 9653 §6.1 and its registry: SCTP over DTLS.
    private const uint DtlsDetection = 1;

    /// <summary>Says what this side understands.</summary>
    internal static void Write(ref ParameterWriter writer)
    {
        writer.Add((ushort)ParameterType.ForwardTsnSupported, []);
        writer.Add((ushort)ParameterType.SupportedExtensions, [(byte)ChunkType.Reconfiguration, (byte)ChunkType.ForwardTsn]);
        var method = writer.Add((ushort)ParameterType.ZeroChecksumAcceptable, sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(method, DtlsDetection);
    }

    /// <param name="cookie">Of an INIT ACK; empty where there is none.</param>
    /// <param name="unknown">Gets those parameters that the sender wants to hear of when they are not known (RFC 9260 §3.2.1), as far as it has room.</param>
    /// <returns>False where the parameters contradict themselves.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> parameters, out PeerCapabilities capabilities, out ReadOnlySpan<byte> cookie, ref ParameterWriter unknown)
    {
        capabilities = PeerCapabilities.None;
        cookie = default;
        var reader = new ParameterReader(parameters);
        while (reader.TryRead(out var type, out var whole))
        {
            var value = whole[ParameterReader.HeaderSize..];
            switch ((ParameterType)type)
            {
                case ParameterType.StateCookie:
                    cookie = value;
                    break;
                case ParameterType.ForwardTsnSupported:
                    capabilities |= PeerCapabilities.ForwardTsn;
                    break;
                case ParameterType.SupportedExtensions:
                    capabilities |= value.Contains((byte)ChunkType.Reconfiguration) ? PeerCapabilities.Reconfiguration : PeerCapabilities.None;
                    break;
                case ParameterType.ZeroChecksumAcceptable:
                    if (value.Length == sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(value) == DtlsDetection)
                        capabilities |= PeerCapabilities.ZeroChecksum;
                    break;
                case var _ when !IsKnown(type):
                    if ((type & 0x4000) != 0)
                        unknown.Add((ushort)ParameterType.UnrecognizedParameter, whole);
                    // §3.2.1: without the highest bit, what follows is not to be looked at.
                    if ((type & 0x8000) == 0)
                        return true;
                    break;
            }
        }

        return !reader.IsMalformed;
    }

    // RFC 9260 §3.3.2.1 and §3.3.3.1: addresses (5, 6, 11, 12), cookie preservative (9) and reports (8) mean nothing within DTLS, but are no
    // surprise; nor are random, chunk list and requested HMAC (0x8002 to 0x8004, RFC 4895), which usrsctp sends.
    private static bool IsKnown(ushort type) => type is 5 or 6 or 8 or 9 or 11 or 12 or (>= 0x8002 and <= 0x8004);
}
