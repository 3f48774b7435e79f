namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_capability.</summary>
internal readonly ref struct CapabilityStructure(Span<byte> bytes)
{
    public const int Size = 104;

    private readonly Span<byte> _bytes = bytes;

    public string Driver => _bytes.GetText(0, 16);

    public string Card => _bytes.GetText(16, 32);

    public string BusInformation => _bytes.GetText(48, 32);

    public uint Version => _bytes.Get32(80);

    /// <summary>Of the whole physical device.</summary>
    public uint Capabilities => _bytes.Get32(84);

    /// <summary>Of this node; valid where <see cref="Capabilities"/> has V4L2_CAP_DEVICE_CAPS.</summary>
    public uint DeviceCapabilities => _bytes.Get32(88);
}
