namespace CamAgent.WebRtc.Sctp.DataChannels;

/// <summary>What a message is (RFC 8831 §8). SCTP cannot carry empty messages, so these have identifiers of their own, and one byte that means nothing (§6.6).</summary>
internal enum PayloadProtocol : uint
{
    /// <summary>Data Channel Establishment Protocol (RFC 8832).</summary>
    Establishment = 50,
    String = 51,
    Binary = 53,
    EmptyString = 56,
    EmptyBinary = 57,
}
