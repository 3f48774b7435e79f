namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_event_subscription.</summary>
internal readonly ref struct EventSubscriptionStructure
{
    public const int Size = 32;

    public EventSubscriptionStructure(Span<byte> bytes, DeviceEventType type, uint id, uint flags)
    {
        bytes.Clear();
        bytes.Set32(0, (uint)type);
        bytes.Set32(4, id);
        bytes.Set32(8, flags);
    }
}
