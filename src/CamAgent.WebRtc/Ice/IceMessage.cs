using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Ice;

/// <summary>The bytes of checks and of answers to them (RFC 8445 §7.1 and §7.3).</summary>
internal static class IceMessage
{
    /// <summary>Comprehension-required attributes that a connectivity check or its answer may hold.</summary>
    public static ReadOnlySpan<StunAttributeType> Understood =>
    [
        StunAttributeType.MappedAddress, StunAttributeType.Username, StunAttributeType.MessageIntegrity, StunAttributeType.ErrorCode,
        StunAttributeType.UnknownAttributes, StunAttributeType.Realm, StunAttributeType.Nonce, StunAttributeType.MessageIntegritySha256,
        StunAttributeType.XorMappedAddress, StunAttributeType.Priority, StunAttributeType.UseCandidate,
    ];

    public static int Write(Span<byte> destination, in OutgoingMessage message, ulong tieBreaker) =>
        message.Check is { } check ? WriteRequest(destination, check, tieBreaker)
        : message.ErrorCode == 0 ? WriteSuccess(destination, message)
        : WriteError(destination, message);

    private static int WriteRequest(Span<byte> destination, ConnectivityCheck check, ulong tieBreaker)
    {
        var writer = new StunWriter(destination, StunClass.Request, StunMethod.Binding, check.TransactionId);
        writer.Write(StunAttributeType.Username, check.Generation.Username);
        writer.WriteUInt32(StunAttributeType.Priority, CandidatePriority.AsPeerReflexive(check.Pair.Local.Candidate.Priority));
        writer.WriteUInt64(check.Role == IceRole.Controlling ? StunAttributeType.IceControlling : StunAttributeType.IceControlled, tieBreaker);
        if (check.UseCandidate)
            writer.WriteFlag(StunAttributeType.UseCandidate);
        return Finish(ref writer, check.Generation.RemoteKey);
    }

    private static int WriteSuccess(Span<byte> destination, in OutgoingMessage message)
    {
        var writer = new StunWriter(destination, StunClass.SuccessResponse, StunMethod.Binding, message.TransactionId);
        writer.WriteAddress(StunAttributeType.XorMappedAddress, message.Path.Remote);
        return Finish(ref writer, message.Generation.LocalKey);
    }

    private static int WriteError(Span<byte> destination, in OutgoingMessage message)
    {
        var writer = new StunWriter(destination, StunClass.ErrorResponse, StunMethod.Binding, message.TransactionId);
        writer.WriteErrorCode(message.ErrorCode, message.ErrorCode switch
        {
            StunErrorCode.RoleConflict => "Role Conflict"u8,
            StunErrorCode.UnknownAttribute => "Unknown Attribute"u8,
            _ => "Bad Request"u8,
        });
        if (message.ErrorCode == StunErrorCode.UnknownAttribute)
        {
            var unknown = message.Unknown;
            writer.WriteUnknownAttributes(new(in unknown));
        }

        return Finish(ref writer, message.Generation.LocalKey);
    }

    private static int Finish(ref StunWriter writer, ReadOnlySpan<byte> key)
    {
        writer.WriteIntegrity(key);
        writer.WriteFingerprint();
        return writer.Length;
    }
}
