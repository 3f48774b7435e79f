namespace CamAgent.WebRtc.Mdns;

/// <summary>RFC 1035 §3.2.2 and RFC 3596 §2.1: the types that hold an address.</summary>
internal enum DnsRecordType : ushort
{
    A = 1,
    Aaaa = 28,
}
