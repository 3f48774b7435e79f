namespace CamAgent.WebRtc.Stun;

/// <summary>One attribute of a message that is being read; its value is a view into that message, without the padding.</summary>
#pragma warning disable CA1711 // The standard's term; nobody will take a ref struct for a custom attribute.
public readonly ref struct StunAttribute
#pragma warning restore CA1711
{
    internal StunAttribute(StunAttributeType type, ReadOnlySpan<byte> value)
    {
        Type = type;
        Value = value;
    }

    public StunAttributeType Type { get; }

    public ReadOnlySpan<byte> Value { get; }

    /// <summary>RFC 8489 §14: a receiver that does not know the type must refuse the message.</summary>
    public bool IsComprehensionRequired => (ushort)Type < 0x8000;
}
