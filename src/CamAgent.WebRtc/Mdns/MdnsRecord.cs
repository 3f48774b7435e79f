using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Mdns;

/// <summary>One address record of a response; a view into the message.</summary>
internal readonly ref struct MdnsRecord
{
    private readonly ReadOnlySpan<byte> _message;
    private readonly int _nameAt;

    public MdnsRecord(ReadOnlySpan<byte> message, int nameAt, TransportAddress address, TimeSpan timeToLive)
    {
        _message = message;
        _nameAt = nameAt;
        Address = address;
        TimeToLive = timeToLive;
    }

    /// <summary>With port 0.</summary>
    public TransportAddress Address { get; }

    /// <summary>Zero says that the record is no longer true (RFC 6762 §10.1).</summary>
    public TimeSpan TimeToLive { get; }

    public bool IsFor(ReadOnlySpan<char> name) => DnsName.Matches(_message, _nameAt, name);
}
