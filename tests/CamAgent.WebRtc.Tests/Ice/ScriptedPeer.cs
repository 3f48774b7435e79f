using System.Text;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Tests.Ice;

/// <summary>Writes by hand the messages that a remote agent would, right or wrong.</summary>
internal sealed class ScriptedPeer(IceCredentials own, IceCredentials theirs)
{
    public ulong TieBreaker { get; set; } = 1;

    public uint Priority { get; set; } = 0x6E0001FF;

    /// <summary>The password that signs requests; right unless a test sets it.</summary>
    public string? WrongPassword { get; set; }

    public string? WrongUsername { get; set; }

    public byte[] Request(StunTransactionId id, IceRole role = IceRole.Controlling, bool useCandidate = false, bool sign = true, bool withPriority = true, StunAttributeType? extra = null)
    {
        var buffer = new byte[IceAgent.MaximumMessageSize];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, id);
        writer.WriteText(StunAttributeType.Username, WrongUsername ?? $"{theirs.Ufrag}:{own.Ufrag}");
        if (withPriority)
            writer.WriteUInt32(StunAttributeType.Priority, Priority);
        writer.WriteUInt64(role == IceRole.Controlling ? StunAttributeType.IceControlling : StunAttributeType.IceControlled, TieBreaker);
        if (useCandidate)
            writer.WriteFlag(StunAttributeType.UseCandidate);
        if (extra is { } type)
            writer.WriteFlag(type);
        if (sign)
            writer.WriteIntegrity(Encoding.ASCII.GetBytes(WrongPassword ?? theirs.Password));
        writer.WriteFingerprint();
        return buffer[..writer.Length];
    }

    public byte[] Success(StunTransactionId id, TransportAddress mapped)
    {
        var buffer = new byte[IceAgent.MaximumMessageSize];
        var writer = new StunWriter(buffer, StunClass.SuccessResponse, StunMethod.Binding, id);
        writer.WriteAddress(StunAttributeType.XorMappedAddress, mapped);
        writer.WriteIntegrity(Encoding.ASCII.GetBytes(WrongPassword ?? own.Password));
        writer.WriteFingerprint();
        return buffer[..writer.Length];
    }

    public byte[] Error(StunTransactionId id, int code, bool sign = true)
    {
        var buffer = new byte[IceAgent.MaximumMessageSize];
        var writer = new StunWriter(buffer, StunClass.ErrorResponse, StunMethod.Binding, id);
        writer.WriteErrorCode(code, "Refused"u8);
        if (sign)
            writer.WriteIntegrity(Encoding.ASCII.GetBytes(WrongPassword ?? own.Password));
        writer.WriteFingerprint();
        return buffer[..writer.Length];
    }
}
