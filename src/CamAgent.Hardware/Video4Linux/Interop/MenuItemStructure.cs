namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_querymenu.</summary>
internal readonly ref struct MenuItemStructure
{
    public const int Size = 44;

    private readonly Span<byte> _bytes;

    public MenuItemStructure(Span<byte> bytes, uint id, uint index)
    {
        _bytes = bytes;
        bytes.Clear();
        bytes.Set32(0, id);
        bytes.Set32(4, index);
    }

    /// <summary>Of a menu.</summary>
    public string Name => _bytes.GetText(8, 32);

    /// <summary>Of an integer menu.</summary>
    public long Value => _bytes.Get64(8);
}
