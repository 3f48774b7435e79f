using CamAgent.Hardware.Video;
using CamAgent.Tests.Shared;
using static CamAgent.Hardware.Tests.SyntheticStream;

namespace CamAgent.Hardware.Tests.Video;

public sealed class PassThroughStreamTests
{
    private readonly PassThroughStream _stream = new(new(640, 480, 25), "it");

    [Fact]
    public void It_begins_with_a_key_frame()
    {
        Assert.Null(Complete(DeltaUnit()));
        Assert.Null(Complete(Unit(Slice(true, 20))));
        Assert.False(_stream.HasBegun);
        Assert.Equal(KeyUnit(), Complete(KeyUnit()));
        Assert.Equal(DeltaUnit(), Complete(DeltaUnit()));
        Assert.Equal(("42c01f", new VideoFormat(1280, 720, 25)), (_stream.Description.Profile.ToString(), _stream.Description.Format));
    }

    [Fact]
    public void Parameter_sets_are_put_before_a_key_frame_that_lacks_them()
    {
        Complete(KeyUnit());
        var complete = Complete(Unit(Slice(true, 20)));
        Assert.Equal(Unit(SequenceSet, PictureSet, Slice(true, 20)), complete);
    }

    [Fact]
    public void They_go_behind_an_access_unit_delimiter()
    {
        Complete(KeyUnit());
        Assert.Equal(Unit(Delimiter, SequenceSet, PictureSet, Slice(true, 20)), Complete(Unit(Delimiter, Slice(true, 20))));
    }

    [Fact]
    public void A_changed_set_replaces_the_old_one()
    {
        Complete(KeyUnit());
        var larger = Convert.FromHexString("6742C0288C8D403C0113F2CD40404041E1108D40");
        Complete(Unit(larger, PictureSet, Slice(true, 20)));
        Assert.Equal(Unit(larger, PictureSet, Slice(true, 9)), Complete(Unit(Slice(true, 9))));
        Assert.Equal(1920, _stream.Description.Format.Width);
    }

    [Fact]
    public void B_pictures_are_refused_in_words()
    {
        Complete(KeyUnit());
        var message = Assert.Throws<VideoSourceException>(() => Complete(Unit(Slice(false, 20, sliceType: 6)))).Message;
        Assert.Contains("B-pictures", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_that_browsers_do_not_show_are_refused_in_words()
    {
        var ten = Convert.FromHexString("677a001eb6cd940d83de6f011000000300100000030320f162d960");
        var message = Assert.Throws<VideoSourceException>(() => Complete(Unit(ten, PictureSet, Slice(true, 20)))).Message;
        Assert.Contains("High 4:2:2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void B_pictures_are_refused_with_the_way_to_turn_them_off()
    {
        var stream = new PassThroughStream(new(640, 480, 25), "The encoder", "use another");
        var unit = Unit(SequenceSet, PictureSet, Slice(true, 20), Slice(false, 20, sliceType: 1));
        var message = Assert.Throws<VideoSourceException>(() => stream.TryComplete(unit, out _, out _)).Message;
        Assert.Equal("The encoder has B-pictures, which live video to browsers cannot carry: use another.", message);
    }

    [Theory]
    [InlineData("677a001eb6cd940d83de6f011000000300100000030320f162d960", "it is High 4:2:2 video with 10 bits and 4:2:2; browsers show 8 bits 4:2:0 (ffmpeg: -pix_fmt yuv420p).")]
    public void Samples_that_browsers_do_not_show_are_named(string set, string message) =>
        Assert.Equal(message, Assert.Throws<VideoSourceException>(() => Complete(Unit(Convert.FromHexString(set), PictureSet, Slice(true, 20)))).Message);

    [Fact]
    public void Until_it_begins_it_says_what_is_missing()
    {
        Assert.Equal("no picture has come", _stream.WhatIsMissing);
        Complete(DeltaUnit());
        Assert.Contains("all refer to earlier ones", _stream.WhatIsMissing, StringComparison.Ordinal);
        Complete(Unit(Slice(true, 20)));
        Assert.Contains("without an SPS", _stream.WhatIsMissing, StringComparison.Ordinal);
        Complete(Unit(SequenceSet, Slice(true, 20)));
        Assert.Contains("without a PPS", _stream.WhatIsMissing, StringComparison.Ordinal);
        Complete(Unit(PictureSet, Slice(true, 20)));
        Assert.Equal("", _stream.WhatIsMissing);
    }

    [Fact]
    public void Parameter_sets_that_come_alone_wait_for_their_key_frame()
    {
        Assert.Null(Complete(Unit(SequenceSet)));
        Assert.Null(Complete(Unit(PictureSet)));
        Assert.Equal(KeyUnit(20), Complete(Unit(Slice(true, 20))));
    }

    [Fact]
    public void Start_codes_of_three_and_of_four_bytes_are_the_same()
    {
        byte[] unit = [0, 0, 1, .. SequenceSet, 0, 0, 0, 1, .. PictureSet, 0, 0, 1, .. Slice(true, 20)];
        Assert.Equal(unit, Complete(unit));
        Assert.Equal("42c01f", _stream.Description.Profile.ToString());
    }

    [Fact]
    public void A_delimiter_and_SEI_stay_where_they_are()
    {
        var unit = Unit(Delimiter, SequenceSet, PictureSet, [6, 5, 1, 7, 0x80], Slice(true, 20));
        Assert.Equal(unit, Complete(unit));
    }

    [Fact]
    public void Filler_is_left_out()
    {
        byte[] filler = [12, 0xFF, 0xFF, 0xFF, 0x80];
        Complete(KeyUnit());
        Assert.Equal(DeltaUnit(), Complete([.. DeltaUnit(), .. Unit(filler, filler)]));
        Assert.Equal(KeyUnit(20), Complete([.. Unit(Slice(true, 20)), .. Unit(filler)]));
    }

    [Theory]
    [InlineData("C19A0203")]
    [InlineData("419A000002FF")]
    [InlineData("419A000000FF")]
    [InlineData("41")]
    public void A_damaged_picture_is_left_out_and_counted(string slice)
    {
        Complete(KeyUnit());
        Assert.Null(Complete(Unit(Convert.FromHexString(slice))));
        Assert.Equal(1, _stream.DamagedPictures);
        Assert.True(_stream.HasBegun);
        Assert.NotNull(Complete(DeltaUnit()));
    }

    [Fact]
    public void A_picture_without_its_first_slice_is_damaged()
    {
        Complete(KeyUnit());
        Assert.Null(Complete(Unit(Slice(false, 20, firstMacroblock: 400))));
        Assert.Equal(1, _stream.DamagedPictures);
    }

    [Fact]
    public void After_a_damaged_key_frame_pictures_wait_for_a_whole_one()
    {
        Complete(KeyUnit());
        Assert.Null(Complete(Unit(Slice(true, 20, firstMacroblock: 400))));
        Assert.Null(Complete(DeltaUnit()));
        Assert.Contains("damaged", _stream.WhatIsMissing, StringComparison.Ordinal);
        Assert.NotNull(Complete(KeyUnit()));
        Assert.NotNull(Complete(DeltaUnit()));
    }

    [Fact]
    public void Any_access_unit_is_passed_dropped_or_refused_in_words() => Fuzz.Bytes(
        5,
        5000,
        300,
        [KeyUnit(40), DeltaUnit(), Unit(Delimiter, SequenceSet, PictureSet, Slice(true, 3), Slice(true, 3, 700)), Unit(PictureSet), Unit(Slice(true, 4))],
        bytes =>
        {
            try
            {
                Complete(bytes);
            }
            catch (VideoSourceException)
            {
            }
        });

    private byte[]? Complete(byte[] unit) => _stream.TryComplete(unit, out var complete, out _) ? complete.ToArray() : null;
}
