namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_encoder_cmd.</summary>
internal readonly ref struct EncoderCommandStructure
{
    public const int Size = 40;

    public EncoderCommandStructure(Span<byte> bytes, EncoderCommand command)
    {
        bytes.Clear();
        bytes.Set32(0, (uint)command);
    }
}
