using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp.Receiving;

/// <summary>Which TSNs have arrived: all up to the cumulative one, and a window behind it, as RFC 9260 §6.2 wants them acknowledged.</summary>
/// <param name="initial">The first TSN that the peer uses.</param>
internal sealed class ReceivedTsns(Tsn initial)
{
    /// <summary>How far ahead of the cumulative TSN another may be; what is farther is not taken. A power of two, and within a gap block's 16 bits.</summary>
    internal const int Window = 4096;

    private const int BitsPerWord = 64;
    private readonly ulong[] _bits = new ulong[Window / BitsPerWord];

    internal Tsn Cumulative { get; private set; } = initial.Previous;

    /// <summary>The farthest that has arrived.</summary>
    internal Tsn Highest { get; private set; } = initial.Previous;

    internal bool HasGaps => Highest != Cumulative;

    internal bool IsDuplicate(Tsn tsn) => tsn <= Cumulative || (IsInWindow(tsn) && this[tsn]);

    internal bool IsInWindow(Tsn tsn) => tsn > Cumulative && tsn - Cumulative <= Window;

    /// <summary>Notes one that is in the window and no duplicate.</summary>
    internal void Add(Tsn tsn)
    {
        if (tsn > Highest)
            Highest = tsn;
        if (tsn != Cumulative.Next)
        {
            this[tsn] = true;
            return;
        }

        Cumulative = tsn;
        Advance();
    }

    /// <summary>The peer has given up on what is missing up to here (RFC 3758 §3.6).</summary>
    internal void ForwardTo(Tsn cumulative)
    {
        if (cumulative - Cumulative >= Window)
        {
            Array.Clear(_bits);
        }
        else
        {
            for (var tsn = Cumulative.Next; tsn <= cumulative; tsn = tsn.Next)
                this[tsn] = false;
        }

        Cumulative = cumulative;
        Highest = Tsn.Max(Highest, cumulative);
        Advance();
    }

    /// <summary>Writes the blocks of what has arrived behind gaps, the first ones first.</summary>
    /// <returns>How many there were room for.</returns>
    internal int CopyGaps(Span<GapBlock> blocks)
    {
        var count = 0;
        var start = 0;
        var end = Highest - Cumulative;
        for (var offset = 1; offset <= end + 1; offset++)
        {
            var arrived = offset <= end && this[Cumulative + offset];
            if (arrived && start == 0)
            {
                start = offset;
            }
            else if (!arrived && start != 0)
            {
                if (count == blocks.Length)
                    break;
                blocks[count++] = new GapBlock((ushort)start, (ushort)(offset - 1));
                start = 0;
            }
        }

        return count;
    }

    private void Advance()
    {
        while (Cumulative != Highest && this[Cumulative.Next])
        {
            Cumulative = Cumulative.Next;
            this[Cumulative] = false;
        }
    }

    private bool this[Tsn tsn]
    {
        get => (_bits[Word(tsn)] & Bit(tsn)) != 0;
        set => _bits[Word(tsn)] = value ? _bits[Word(tsn)] | Bit(tsn) : _bits[Word(tsn)] & ~Bit(tsn);
    }

    private static int Word(Tsn tsn) => (int)(tsn.Value % Window) / BitsPerWord;

    private static ulong Bit(Tsn tsn) => 1UL << (int)(tsn.Value % BitsPerWord);
}
