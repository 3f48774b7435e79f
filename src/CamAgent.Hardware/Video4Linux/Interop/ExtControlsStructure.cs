namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_ext_controls.</summary>
internal readonly ref struct ExtControlsStructure
{
    private readonly Span<byte> _bytes;

    /// <param name="controls">Points to <paramref name="count"/> of v4l2_ext_control. The controls' class is left open: the kernel takes controls of
    /// several classes in one call then.</param>
    public ExtControlsStructure(Span<byte> bytes, V4l2Abi abi, int count, nint controls)
    {
        _bytes = bytes;
        bytes.Clear();
        bytes.Set32(4, (uint)count);
        bytes.SetPointer(abi.ExtControlsPointer, controls, abi);
    }

    public uint ErrorIndex => _bytes.Get32(8);
}
