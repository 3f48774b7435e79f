using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Encoders.Lossless;

/// <summary>A picture in whole macroblocks of 16×16; beyond the edges the last samples go on.</summary>
internal sealed class MacroblockPicture(int width, int height)
{
    public int Columns { get; } = (width + 15) / 16;

    public int Rows { get; } = (height + 15) / 16;

    public Plane Luma { get; } = new((width + 15) / 16, (height + 15) / 16, 16);

    public Plane Blue { get; } = new((width + 15) / 16, (height + 15) / 16, 8);

    public Plane Red { get; } = new((width + 15) / 16, (height + 15) / 16, 8);

    public void Take(in RawPicture picture)
    {
        if (picture.Width != width || picture.Height != height)
            throw new ArgumentException($"A picture of {picture.Width}x{picture.Height} for an encoder of {width}x{height}.", nameof(picture));
        Luma.Take(picture.Luma, picture.LumaStride, width, height);
        Blue.Take(picture.Blue, picture.ChromaStride, width / 2, height / 2);
        Red.Take(picture.Red, picture.ChromaStride, width / 2, height / 2);
    }

    public void CopyFrom(MacroblockPicture other)
    {
        other.Luma.Samples.CopyTo(Luma.Samples);
        other.Blue.Samples.CopyTo(Blue.Samples);
        other.Red.Samples.CopyTo(Red.Samples);
    }

    public bool EqualsAt(MacroblockPicture other, int column, int row) =>
        Luma.EqualsAt(other.Luma, column, row) && Blue.EqualsAt(other.Blue, column, row) && Red.EqualsAt(other.Red, column, row);

    /// <summary>The samples of one component.</summary>
    /// <param name="size">A macroblock's side in this plane: 16, or 8 for chroma.</param>
    internal sealed class Plane(int columns, int rows, int size)
    {
        private readonly byte[] _samples = new byte[columns * rows * size * size];
        private readonly int _stride = columns * size;

        public Span<byte> Samples => _samples;

        public int Size => size;

        /// <summary>One row of a macroblock's samples.</summary>
        public ReadOnlySpan<byte> RowAt(int column, int row, int y) => _samples.AsSpan((((row * size) + y) * _stride) + (column * size), size);

        public void Take(ReadOnlySpan<byte> from, int stride, int width, int height)
        {
            for (var y = 0; y < rows * size; y++)
            {
                var source = from.Slice(Math.Min(y, height - 1) * stride, width);
                var target = _samples.AsSpan(y * _stride, _stride);
                source.CopyTo(target);
                target[width..].Fill(source[^1]);
            }
        }

        public bool EqualsAt(Plane other, int column, int row)
        {
            for (var y = 0; y < size; y++)
            {
                if (!RowAt(column, row, y).SequenceEqual(other.RowAt(column, row, y)))
                    return false;
            }

            return true;
        }

        /// <summary>Whether every sample of the macroblock is the same.</summary>
        public bool IsFlatAt(int column, int row, out byte value)
        {
            value = RowAt(column, row, 0)[0];
            for (var y = 0; y < size; y++)
            {
                if (RowAt(column, row, y).ContainsAnyExcept(value))
                    return false;
            }

            return true;
        }

        /// <summary>Whether all samples next to the macroblock's left edge have this value.</summary>
        public bool IsLeftNeighbour(int column, int row, byte value)
        {
            for (var y = 0; y < size; y++)
            {
                if (RowAt(column - 1, row, y)[^1] != value)
                    return false;
            }

            return true;
        }

        /// <summary>Whether all samples above the macroblock have this value.</summary>
        public bool IsUpperNeighbour(int column, int row, byte value) => !RowAt(column, row - 1, size - 1).ContainsAnyExcept(value);
    }
}
