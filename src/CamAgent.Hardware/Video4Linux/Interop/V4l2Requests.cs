namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>The ioctl request numbers of linux/videodev2.h, put together as asm-generic/ioctl.h does: direction, size, 'V', number.</summary>
internal sealed class V4l2Requests(V4l2Abi abi)
{
    public const uint QueryCapability = (Read << 30) | (CapabilityStructure.Size << 16) | Type | 0;
    public const uint EnumerateFormats = (ReadWrite << 30) | (FormatDescriptionStructure.Size << 16) | Type | 2;
    public const uint RequestBuffers = (ReadWrite << 30) | (RequestBuffersStructure.Size << 16) | Type | 8;
    public const uint ExportBuffer = (ReadWrite << 30) | (ExportBufferStructure.Size << 16) | Type | 16;
    public const uint StreamOn = (Write << 30) | (sizeof(int) << 16) | Type | 18;
    public const uint StreamOff = (Write << 30) | (sizeof(int) << 16) | Type | 19;
    public const uint GetParameters = (ReadWrite << 30) | (StreamParametersStructure.Size << 16) | Type | 21;
    public const uint SetParameters = (ReadWrite << 30) | (StreamParametersStructure.Size << 16) | Type | 22;
    public const uint QueryMenu = (ReadWrite << 30) | (MenuItemStructure.Size << 16) | Type | 37;
    public const uint EnumerateFrameSizes = (ReadWrite << 30) | (FrameSizeStructure.Size << 16) | Type | 74;
    public const uint EnumerateFrameIntervals = (ReadWrite << 30) | (FrameIntervalStructure.Size << 16) | Type | 75;
    public const uint EncoderCommand = (ReadWrite << 30) | (EncoderCommandStructure.Size << 16) | Type | 77;
    public const uint SubscribeEvent = (Write << 30) | (EventSubscriptionStructure.Size << 16) | Type | 90;
    public const uint UnsubscribeEvent = (Write << 30) | (EventSubscriptionStructure.Size << 16) | Type | 91;
    public const uint GetSelection = (ReadWrite << 30) | (SelectionStructure.Size << 16) | Type | 94;
    public const uint SetSelection = (ReadWrite << 30) | (SelectionStructure.Size << 16) | Type | 95;
    public const uint QueryExtControl = (ReadWrite << 30) | (ControlDescriptionStructure.Size << 16) | Type | 103;

    /// <summary>The size of struct v4l2_event has 64-bit times in it on every architecture (see <see cref="V4l2Abi"/>).</summary>
    public const uint DequeueEvent = (Read << 30) | (EventStructure.Size << 16) | Type | 89;

    private const uint Write = 1;
    private const uint Read = 2;
    private const uint ReadWrite = 3;
    private const uint Type = 'V' << 8;

    public uint GetFormat { get; } = Number(4, abi.FormatSize);

    public uint SetFormat { get; } = Number(5, abi.FormatSize);

    public uint TryFormat { get; } = Number(64, abi.FormatSize);

    public uint QueryBuffer { get; } = Number(9, abi.Buffer.Size);

    public uint QueueBuffer { get; } = Number(15, abi.Buffer.Size);

    public uint DequeueBuffer { get; } = Number(17, abi.Buffer.Size);

    public uint GetExtControls { get; } = Number(71, abi.ExtControlsSize);

    public uint SetExtControls { get; } = Number(72, abi.ExtControlsSize);

    /// <summary>UVCIOC_CTRL_QUERY, which is of type 'u'.</summary>
    public uint QueryExtensionUnit { get; } = (ReadWrite << 30) | ((uint)ExtensionUnitQuery.Size(abi) << 16) | ('u' << 8) | 0x21;

    private static uint Number(uint number, int size) => (ReadWrite << 30) | ((uint)size << 16) | Type | number;
}
