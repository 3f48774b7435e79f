namespace CamAgent.WebRtc.Rtcp;

/// <summary>Walks the report blocks of a sender or receiver report.</summary>
public ref struct ReportBlockReader
{
    private ReadOnlySpan<byte> _blocks;

    internal ReportBlockReader(ReadOnlySpan<byte> blocks) => _blocks = blocks;

    public bool TryRead(out ReportBlock block)
    {
        block = default;
        if (_blocks.Length < ReportBlock.Size)
            return false;
        block = ReportBlock.Read(_blocks);
        _blocks = _blocks[ReportBlock.Size..];
        return true;
    }
}
