using CamAgent.Hardware.Video4Linux.Controls;

namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_query_ext_ctrl.</summary>
internal readonly ref struct ControlDescriptionStructure
{
    public const int Size = 232;
    public const int MinimumOffset = 40;
    public const int ElementSizeOffset = 76;

    /// <summary>V4L2_CTRL_FLAG_NEXT_CTRL and _NEXT_COMPOUND: the control after this one.</summary>
    public const uint Next = 0x8000_0000 | 0x4000_0000;

    private readonly Span<byte> _bytes;

    public ControlDescriptionStructure(Span<byte> bytes, uint id)
    {
        _bytes = bytes;
        bytes.Clear();
        bytes.Set32(0, id);
    }

    public uint Id => _bytes.Get32(0);

    public ControlType Type => (ControlType)_bytes.Get32(4);

    public string Name => _bytes.GetText(8, 32);

    public long Minimum => _bytes.Get64(MinimumOffset);

    public long Maximum => _bytes.Get64(48);

    public long Step => _bytes.Get64(56);

    public long Default => _bytes.Get64(64);

    public ControlFlags Flags => (ControlFlags)_bytes.Get32(72);

    public uint ElementSize => _bytes.Get32(ElementSizeOffset);

    public uint Elements => _bytes.Get32(80);
}
