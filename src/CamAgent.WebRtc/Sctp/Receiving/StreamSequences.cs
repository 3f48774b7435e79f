namespace CamAgent.WebRtc.Sctp.Receiving;

/// <summary>Each incoming stream's next sequence number. In pages, because few of 65 536 streams are ever used: at most 128 KiB, whatever a peer sends.</summary>
internal sealed class StreamSequences
{
    private const int PageSize = 256;
    private readonly ushort[]?[] _pages = new ushort[]?[(ushort.MaxValue + 1) / PageSize];

    internal ushort this[ushort stream]
    {
        get => _pages[stream / PageSize]?[stream % PageSize] ?? 0;
        set => (_pages[stream / PageSize] ??= new ushort[PageSize])[stream % PageSize] = value;
    }

    internal void Clear() => Array.Clear(_pages);
}
