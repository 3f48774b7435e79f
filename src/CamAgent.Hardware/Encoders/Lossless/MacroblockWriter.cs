using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Encoders.Lossless;

/// <summary>Writes a slice's macroblocks (ITU-T H.264 §7.3.4, §7.3.5), each in the cheapest of three ways that loses nothing.</summary>
internal sealed class MacroblockWriter(RbspWriter writer, MacroblockPicture current, MacroblockPicture previous)
{
    // Table 7-11; in P slices five types of their own come first (table 7-13).
    private const uint SixteenBySixteen = 1;
    private const uint PlainSamples = 25;
    private const uint OffsetInP = 5;

    // Table 7-16 for luma of 16×16, table 8-5 for chroma: each has its own numbers.
    private const uint LumaVertical = 0;
    private const uint LumaHorizontal = 1;
    private const uint ChromaHorizontal = 1;
    private const uint ChromaVertical = 2;

    private readonly bool[] _isPlain = new bool[current.Columns * current.Rows];

    public void Write(bool isKeyFrame)
    {
        uint skipped = 0;
        for (var row = 0; row < current.Rows; row++)
        {
            for (var column = 0; column < current.Columns; column++)
            {
                var isSkipped = !isKeyFrame && current.EqualsAt(previous, column, row);
                var luma = 0u;
                var chroma = 0u;
                var isPlain = !isSkipped && !TryPredict(column, row, out luma, out chroma);
                _isPlain[(row * current.Columns) + column] = isPlain;
                if (isSkipped)
                {
                    // P_Skip: no motion, because no neighbour has any (§8.4.1.1).
                    skipped++;
                    continue;
                }

                if (!isKeyFrame)
                    writer.Unsigned(skipped);
                skipped = 0;
                var offset = isKeyFrame ? 0 : OffsetInP;
                if (isPlain)
                    WritePlain(column, row, offset);
                else
                    WritePredicted(column, row, offset, luma, chroma);
            }
        }

        if (skipped > 0)
            writer.Unsigned(skipped);
    }

    /// <summary>A flat macroblock whose neighbours' edge has its colour is predicted exactly. What is decoded is the source itself, so the source tells.</summary>
    private bool TryPredict(int column, int row, out uint luma, out uint chroma)
    {
        (luma, chroma) = (0, 0);
        if (!current.Luma.IsFlatAt(column, row, out var y) || !current.Blue.IsFlatAt(column, row, out var blue) || !current.Red.IsFlatAt(column, row, out var red))
            return false;
        if (row > 0 && current.Luma.IsUpperNeighbour(column, row, y))
            luma = LumaVertical;
        else if (column > 0 && current.Luma.IsLeftNeighbour(column, row, y))
            luma = LumaHorizontal;
        else
            return false;

        if (row > 0 && current.Blue.IsUpperNeighbour(column, row, blue) && current.Red.IsUpperNeighbour(column, row, red))
            chroma = ChromaVertical;
        else if (column > 0 && current.Blue.IsLeftNeighbour(column, row, blue) && current.Red.IsLeftNeighbour(column, row, red))
            chroma = ChromaHorizontal;
        else
            return false;
        return true;
    }

    /// <summary>I_16x16 without any residual: type, chroma's prediction, no change of quantiser, and that there are no DC coefficients.</summary>
    private void WritePredicted(int column, int row, uint offset, uint luma, uint chroma)
    {
        writer.Unsigned(offset + SixteenBySixteen + luma);
        writer.Unsigned(chroma);
        writer.Signed(0);
        // coeff_token of no coefficients (table 9-5): its code follows the neighbours' counts, and plain samples count as 16 (§9.2.1).
        if (CoefficientsAround(column, row) >= 8)
            writer.Bits(0b000011, 6);
        else
            writer.Bits(1, 1);
    }

    /// <summary>I_PCM (§7.3.5): aligned, then the samples as they are.</summary>
    private void WritePlain(int column, int row, uint offset)
    {
        writer.Unsigned(offset + PlainSamples);
        writer.AlignWithZeros();
        foreach (var plane in (ReadOnlySpan<MacroblockPicture.Plane>)[current.Luma, current.Blue, current.Red])
        {
            for (var y = 0; y < plane.Size; y++)
                writer.Bytes(plane.RowAt(column, row, y));
        }
    }

    private int CoefficientsAround(int column, int row)
    {
        var left = column > 0 && _isPlain[(row * current.Columns) + column - 1] ? 16 : 0;
        var upper = row > 0 && _isPlain[((row - 1) * current.Columns) + column] ? 16 : 0;
        return column > 0 && row > 0 ? (left + upper + 1) / 2 : left + upper;
    }
}
