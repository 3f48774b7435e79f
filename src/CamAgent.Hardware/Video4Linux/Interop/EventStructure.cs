namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_event with 64-bit times.</summary>
internal readonly ref struct EventStructure(Span<byte> bytes)
{
    public const int Size = 136;
    public const int Union = 8;
    public const int PendingOffset = 72;
    public const int IdOffset = 96;

    private readonly Span<byte> _bytes = bytes;

    public DeviceEventType Type => (DeviceEventType)_bytes.Get32(0);

    /// <summary>The first member of v4l2_event_ctrl and of v4l2_event_src_change.</summary>
    public uint Changes => _bytes.Get32(Union);

    /// <summary>v4l2_event_ctrl.value64; of smaller types the lower half counts.</summary>
    public long Value => _bytes.Get64(Union + 8);

    public uint ControlType => _bytes.Get32(Union + 4);

    public uint Pending => _bytes.Get32(PendingOffset);

    /// <summary>Of the control.</summary>
    public uint Id => _bytes.Get32(IdOffset);
}
