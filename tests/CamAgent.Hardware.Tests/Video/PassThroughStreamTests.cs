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
