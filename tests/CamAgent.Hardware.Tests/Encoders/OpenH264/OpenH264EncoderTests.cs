using CamAgent.Hardware.Encoders.OpenH264;
using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.TestPicture;

namespace CamAgent.Hardware.Tests.Encoders.OpenH264;

public sealed class OpenH264EncoderTests
{
    private static readonly VideoFormat Format = new(768, 432, 30);
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_795_190_909_417);

    private readonly TestPicturePainter _painter = new(Format, "Front door");
    private readonly List<(byte[] Data, long Timestamp, bool IsKeyFrame)> _units = [];
    private int _pictures;

    [SkippableFact]
    public void The_first_access_unit_is_an_IDR_picture_behind_its_parameter_sets()
    {
        using var encoder = Open();
        Encode(encoder, 2);
        Assert.Equal([NalUnitType.SequenceParameterSet, NalUnitType.PictureParameterSet, NalUnitType.IdrSlice], SyntheticStream.Types(_units[0].Data));
        Assert.Equal([NalUnitType.Slice], SyntheticStream.Types(_units[1].Data));
        Assert.Equal([(true, 0L), (false, 1L)], _units.Select(unit => (unit.IsKeyFrame, unit.Timestamp)));
    }

    [SkippableFact]
    public void The_stream_is_constrained_baseline_of_the_right_size_and_level()
    {
        using var encoder = Open();
        Encode(encoder, 1);
        var parameters = ParameterSet(_units[0].Data);
        Assert.True(parameters.Profile.IsConstrainedBaseline);
        Assert.Equal((768, 432, 31), (parameters.Width, parameters.Height, parameters.Profile.LevelIdc));
    }

    [SkippableFact]
    public void A_forced_key_frame_is_the_next_picture_with_the_same_parameter_sets()
    {
        using var encoder = Open();
        Encode(encoder, 10);
        encoder.ForceKeyFrame();
        Encode(encoder, 5);
        Assert.Equal([0L, 10L], _units.Where(unit => unit.IsKeyFrame).Select(unit => unit.Timestamp));
        Assert.Equal(ParameterSets(_units[0].Data), ParameterSets(_units[10].Data));
    }

    [SkippableFact]
    public void Key_frames_come_at_the_interval_in_seconds()
    {
        using var encoder = Open(new(2_000_000, 4_000_000, TimeSpan.FromSeconds(1)));
        Encode(encoder, 95);
        Assert.Equal([0L, 30L, 60L, 90L], _units.Where(unit => unit.IsKeyFrame).Select(unit => unit.Timestamp));
    }

    [SkippableFact]
    public void Without_an_interval_key_frames_come_only_when_asked()
    {
        using var encoder = Open(new(2_000_000, 4_000_000, TimeSpan.Zero));
        Encode(encoder, 90);
        Assert.Single(_units, unit => unit.IsKeyFrame);
    }

    [SkippableFact]
    public void A_new_bitrate_is_followed_within_a_second_down_and_up()
    {
        using var encoder = Open(new(800_000, 4_000_000, TimeSpan.Zero));
        Encode(encoder, 60);
        foreach (var target in (int[])[200_000, 500_000, 250_000])
        {
            encoder.SetBitrate(target);
            Encode(encoder, 30);
            _units.Clear();
            Encode(encoder, 60);
            Assert.InRange(_units.Sum(unit => (long)unit.Data.Length) * 8 / 2, target * 0.85, target * 1.1);
        }
    }

    [SkippableFact]
    public void A_picture_that_rate_control_leaves_out_gives_nothing_and_is_counted()
    {
        using var encoder = Open(new(60_000, 4_000_000, TimeSpan.Zero));
        Encode(encoder, 90);
        Assert.True(encoder.DroppedPictures > 0);
        Assert.Equal(90, _units.Count + encoder.DroppedPictures);
    }

    [SkippableFact]
    public void Once_warm_nothing_is_allocated()
    {
        using var encoder = Open();
        AccessUnitHandler ignore = _ => { };
        var picture = _painter.Paint(0, Time, 0);
        for (var i = 0; i < 10; i++)
            encoder.Encode(picture, ignore);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 30; i++)
            encoder.Encode(picture, ignore);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [SkippableFact]
    public void More_than_any_level_holds_is_refused_in_words()
    {
        RequireLibrary();
        var settings = new EncoderSettings(1_000_000, 1_000_000, TimeSpan.Zero);
        var exception = Assert.Throws<VideoSourceException>(() => OpenH264Encoder.Open(new(8192, 8192, 60), ColorDescription.Bt709, settings));
        Assert.Contains("8192x8192", exception.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_disposed_encoder_says_so()
    {
        var encoder = Open();
        encoder.Dispose();
        encoder.Dispose();
        Assert.Throws<ObjectDisposedException>(encoder.ForceKeyFrame);
        Assert.Throws<ObjectDisposedException>(() => Encode(encoder, 1));
    }

    [SkippableFact]
    public void Twenty_encoders_one_after_the_other_work()
    {
        for (var i = 0; i < 20; i++)
        {
            using var encoder = Open();
            Encode(encoder, 1);
        }

        Assert.Equal(20, _units.Count(unit => unit.IsKeyFrame));
    }

    [Theory]
    [InlineData("2.3.1", 40)]
    [InlineData("2.4.1", 40)]
    [InlineData("2.5.0", 56)]
    [InlineData("2.6.0", 56)]
    public void The_distance_between_layers_depends_on_the_version(string version, int stride) =>
        Assert.Equal(nint.Size == 8 ? stride : stride == 40 ? 28 : 40, OpenH264Library.StrideFor(Version.Parse(version)));

    internal static void RequireLibrary()
    {
        try
        {
            OpenH264Library.Load();
        }
        catch (VideoSourceException exception)
        {
            Skip.If(true, exception.Message);
        }
    }

    private static OpenH264Encoder Open(EncoderSettings? settings = null)
    {
        RequireLibrary();
        return OpenH264Encoder.Open(Format, ColorDescription.Bt709, settings ?? new(1_000_000, 4_000_000, TimeSpan.FromSeconds(10)));
    }

    private static SequenceParameterSet ParameterSet(byte[] unit)
    {
        var reader = new AnnexBReader(unit);
        Assert.True(reader.TryReadNext());
        Assert.True(SequenceParameterSet.TryParse(reader.NalUnit, out var parameters));
        return parameters;
    }

    private static string ParameterSets(byte[] unit)
    {
        var reader = new AnnexBReader(unit);
        reader.TryReadNext();
        var first = Convert.ToHexString(reader.NalUnit);
        reader.TryReadNext();
        return first + Convert.ToHexString(reader.NalUnit);
    }

    private void Encode(OpenH264Encoder encoder, int pictures)
    {
        for (var i = 0; i < pictures; i++, _pictures++)
        {
            encoder.Encode(
                _painter.Paint(_pictures, Time.AddMilliseconds(_pictures * 33), _pictures),
                unit => _units.Add((unit.Data.ToArray(), unit.CaptureTimestamp, unit.IsKeyFrame)));
        }
    }
}
