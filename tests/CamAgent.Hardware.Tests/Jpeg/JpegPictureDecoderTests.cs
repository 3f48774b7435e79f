using System.Runtime.InteropServices;
using CamAgent.Hardware.Jpeg;
using CamAgent.Tests.Shared;

namespace CamAgent.Hardware.Tests.Jpeg;

/// <summary>Against pictures that libjpeg-turbo itself has coded.</summary>
public sealed unsafe partial class JpegPictureDecoderTests
{
    private const int Width = 96;
    private const int Height = 48;

    [SkippableTheory]
    [InlineData(JpegSubsampling.Yuv420)]
    [InlineData(JpegSubsampling.Yuv422)]
    [InlineData(JpegSubsampling.Yuv444)]
    [InlineData(JpegSubsampling.Gray)]
    internal void A_picture_of_any_usual_subsampling_is_decoded(JpegSubsampling subsampling)
    {
        SkipWithoutLibrary();
        using var decoder = new JpegPictureDecoder(Width, Height);

        Assert.True(decoder.TryDecode(Encode(subsampling), out var picture));

        Near(Ramp(Width, Height), picture.Luma);
        Near([.. Enumerable.Repeat((byte)(subsampling == JpegSubsampling.Gray ? 128 : 90), Width * Height / 4)], picture.Blue);
        Near([.. Enumerable.Repeat((byte)(subsampling == JpegSubsampling.Gray ? 128 : 200), Width * Height / 4)], picture.Red);
    }

    [SkippableFact]
    public void A_coded_height_of_whole_blocks_is_cut()
    {
        SkipWithoutLibrary();
        using var decoder = new JpegPictureDecoder(Width, Height - 6);

        Assert.True(decoder.TryDecode(Encode(JpegSubsampling.Yuv420), out var picture));

        Near(Ramp(Width, Height - 6), picture.Luma);
    }

    [SkippableTheory]
    [InlineData(Width + 16, Height)]
    [InlineData(Width - 16, Height)]
    [InlineData(Width, Height + 16)]
    [InlineData(Width, Height - 18)]
    public void A_picture_of_another_size_is_refused(int width, int height)
    {
        SkipWithoutLibrary();
        using var decoder = new JpegPictureDecoder(width, height);

        Assert.False(decoder.TryDecode(Encode(JpegSubsampling.Yuv420), out _));
    }

    [SkippableFact]
    public void A_picture_that_breaks_off_is_refused()
    {
        SkipWithoutLibrary();
        using var decoder = new JpegPictureDecoder(Width, Height);
        var jpeg = Encode(JpegSubsampling.Yuv422);

        Assert.False(decoder.TryDecode(jpeg.AsSpan(0, jpeg.Length - 200), out _));
        Assert.False(decoder.TryDecode([], out _));
    }

    [SkippableFact]
    public void Padding_behind_a_picture_harms_nothing()
    {
        SkipWithoutLibrary();
        using var decoder = new JpegPictureDecoder(Width, Height);

        Assert.True(decoder.TryDecode([.. Encode(JpegSubsampling.Yuv422), .. new byte[500]], out _));
    }

    [SkippableFact]
    public void Any_bytes_do_no_harm()
    {
        SkipWithoutLibrary();
        using var decoder = new JpegPictureDecoder(Width, Height);
        byte[][] corpus = [Encode(JpegSubsampling.Yuv420), Encode(JpegSubsampling.Yuv422), Encode(JpegSubsampling.Gray)];

        Fuzz.Bytes(seed: 5, rounds: 3000, maximumLength: 4000, corpus, input => _ = decoder.TryDecode(input, out _), maximumAllocationFactor: 1);
    }

    private static void SkipWithoutLibrary() => Skip.IfNot(TurboJpegLibrary.IsInstalled, TurboJpegLibrary.NotInstalled);

    private static byte[] Ramp(int width, int height)
    {
        var luma = new byte[width * height];
        for (var i = 0; i < luma.Length; i++)
            luma[i] = (byte)(30 + (i % width * 2));
        return luma;
    }

    private static void Near(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 3, $"{expected[i]} became {actual[i]} at {i}");
    }

    private static byte[] Encode(JpegSubsampling subsampling)
    {
        var chroma = Width * Height / subsampling switch { JpegSubsampling.Yuv420 => 4, JpegSubsampling.Yuv422 => 2, _ => 1 };
        var (luma, blue, red) = (Ramp(Width, Height), new byte[chroma], new byte[chroma]);
        blue.AsSpan().Fill(90);
        red.AsSpan().Fill(200);
        var handle = tjInitCompress();
        byte* coded = null;
        var size = default(CULong);
        fixed (byte* first = luma, second = blue, third = red)
        {
            var planes = stackalloc byte*[3] { first, second, third };
            Assert.Equal(0, tjCompressFromYUVPlanes(handle, planes, Width, null, Height, (int)subsampling, &coded, &size, 95, 0));
        }

        var bytes = new ReadOnlySpan<byte>(coded, (int)size.Value).ToArray();
        tjFree(coded);
        _ = TurboJpegLibrary.tjDestroy(handle);
        return bytes;
    }

    [LibraryImport("libturbojpeg.so.0")]
    private static partial nint tjInitCompress();

    [LibraryImport("libturbojpeg.so.0")]
    private static partial int tjCompressFromYUVPlanes(
        nint handle, byte** planes, int width, int* strides, int height, int subsampling, byte** coded, CULong* size, int quality, int flags);

    [LibraryImport("libturbojpeg.so.0")]
    private static partial void tjFree(byte* buffer);
}
