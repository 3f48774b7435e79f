namespace CamAgent.Mqtt.Packets;

/// <summary>Growing bytes that packets are written into; emptied and used again, so that the steady state allocates nothing.</summary>
internal sealed class PacketBuffer
{
    private const int Initial = 512;
    private byte[] _bytes = new byte[Initial];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public Span<byte> Append(int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        var span = _bytes.AsSpan(Length, count);
        Length += count;
        return span;
    }

    public Span<byte> From(int start) => _bytes.AsSpan(start, Length - start);

    public void Truncate(int length) => Length = length;

    /// <summary>Empties it, and gives back the memory that an unusually large packet took.</summary>
    public void Clear(int keepAtMost = 128 * 1024)
    {
        Length = 0;
        if (_bytes.Length > keepAtMost)
            _bytes = new byte[Initial];
    }
}
