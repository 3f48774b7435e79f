using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests;

/// <summary>The virtual encoder does what is asked of it, right and wrong: what tests of our own encoder rest on.</summary>
[Trait("Category", "Vm")]
public sealed class VirtualEncoderTests
{
    private const int EIO = 5;
    private const int Idr = 5;
    private const int Sps = 7;
    private const int Pps = 8;
    private const int Filler = 12;

    // linux/v4l2-controls.h
    private const uint BitrateMode = 0x009909ce;
    private const uint Bitrate = 0x009909cf;
    private const uint HeaderMode = 0x009909d8;
    private const uint RepeatHeaders = 0x009909e2;
    private const uint ForceKey = 0x009909e5;
    private const uint Period = 0x00990a66;
    private const uint Level = 0x00990a67;
    private const uint Profile = 0x00990a6b;

    [VmTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Headers_come_first_and_with_every_IDR_where_they_are_to_be_repeated(bool multiplanar)
    {
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar);
        using var tape = new EncoderTape(encoder.Node.Path, multiplanar, device =>
        {
            Assert.True(device.Controls.TrySet(RepeatHeaders, 1));
            Assert.True(device.Controls.TrySet(Period, 3));
        });
        tape.FeedAndTake(4);

        Assert.Equal([true, false, false, true], tape.Frames.Select(frame => frame.IsKey));
        Assert.Equal([Sps, Pps, Idr], tape.Frames[0].Units);
        Assert.Equal([Sps, Pps, Idr], tape.Frames[3].Units);
        Assert.Equal([1, 2, 3, 4], tape.Frames.Select(frame => frame.Timestamp.Milliseconds));
    }

    [VmFact]
    public async Task Headers_have_a_buffer_of_their_own_where_they_are_to_be_separate()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        using var tape = new EncoderTape(encoder.Node.Path, set: device => Assert.True(device.Controls.TrySet(HeaderMode, 0)));
        tape.Feed();
        Assert.True(tape.TakeUntil(() => tape.Frames.Count == 2));

        Assert.Equal([Sps, Pps], tape.Frames[0].Units);
        Assert.Equal([Idr], tape.Frames[1].Units);
    }

    [VmFact]
    public async Task A_keyframe_comes_when_it_is_asked_for()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        using var tape = new EncoderTape(encoder.Node.Path);
        tape.FeedAndTake(2);
        Assert.True(tape.Device.Controls.TrySet(ForceKey, 1));
        tape.FeedAndTake(2);

        Assert.Equal([true, false, true, false], tape.Frames.Select(frame => frame.IsKey));
    }

    [VmTheory]
    [InlineData(1, 9, "42C01F")]
    [InlineData(2, 11, "4D4028")]
    [InlineData(4, 13, "64002A")]
    public async Task Profile_and_level_are_in_the_sequence_parameter_set(int profile, int level, string expected)
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        using var tape = new EncoderTape(encoder.Node.Path, set: device =>
        {
            Assert.True(device.Controls.TrySet(Profile, profile));
            Assert.True(device.Controls.TrySet(Level, level));
        });
        tape.FeedAndTake(1);

        Assert.Equal(expected, Convert.ToHexString(tape.Frames[0].Data.AsSpan(5, 3)));
    }

    [VmFact]
    public async Task A_constant_bit_rate_is_kept_from_the_frame_on_that_it_is_set_at()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        using var tape = new EncoderTape(encoder.Node.Path, set: device =>
        {
            Assert.True(device.Controls.TrySet(BitrateMode, 1));
            Assert.True(device.Controls.TrySet(Bitrate, 480_000));
        });
        tape.FeedAndTake(3);
        Assert.True(tape.Device.Controls.TrySet(Bitrate, 960_000));
        tape.FeedAndTake(2);

        // 480 kbit/s at 30 pictures a second are 2000 bytes each.
        Assert.All(tape.Frames[1..3], frame => Assert.InRange(frame.Data.Length, 1990, 2000));
        Assert.All(tape.Frames[3..], frame => Assert.InRange(frame.Data.Length, 3990, 4000));
        Assert.Contains(Filler, tape.Frames[1].Units);
    }

    [VmFact]
    public async Task Output_lags_behind_by_the_delay_and_a_drain_brings_the_rest()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        encoder.Delay = 2;
        using var tape = new EncoderTape(encoder.Node.Path);
        tape.Feed();
        tape.Feed();
        Assert.False(tape.TakeUntil(() => tape.Frames.Count > 0));
        tape.Feed();
        Assert.True(tape.TakeUntil(() => tape.Frames.Count == 1));
        Assert.Equal(1, tape.Frames[0].Timestamp.Milliseconds);

        Assert.True(tape.Device.TryCommand(EncoderCommand.Stop));
        Assert.True(tape.TakeUntil(() => tape.Frames.Any(frame => frame.IsLast)));
        Assert.Equal([1, 2, 3], tape.Frames.Select(frame => frame.Timestamp.Milliseconds));
    }

    [VmFact]
    public async Task An_encoder_lacks_the_controls_that_it_is_told_to_lack()
    {
        await using var encoder = await VirtualEncoder.LoadAsync(lacks: [RepeatHeaders, ForceKey]);
        using var tape = new EncoderTape(encoder.Node.Path);
        Assert.False(tape.Device.Controls.TrySet(ForceKey, 1));
        Assert.False(tape.Device.Controls.TrySet(RepeatHeaders, 1));
        Assert.True(tape.Device.Controls.TrySet(Bitrate, 1_000_000));
    }

    [VmFact]
    public async Task Faults_come_for_as_many_frames_as_they_were_ordered_for()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        using var tape = new EncoderTape(encoder.Node.Path);
        tape.FeedAndTake(1);
        encoder.SetFault(EncoderFault.Error, frames: 1);
        tape.FeedAndTake(2);
        Assert.Equal([false, true, false], tape.Frames.Select(frame => frame.HasError));

        encoder.SetFault(EncoderFault.Empty, frames: 1);
        tape.FeedAndTake(1);
        Assert.Empty(tape.Frames[^1].Data);

        encoder.SetFault(EncoderFault.Backwards, frames: 1);
        tape.FeedAndTake(2);
        Assert.True(tape.Frames[^2].Timestamp < tape.Frames[^3].Timestamp);
        Assert.True(tape.Frames[^1].Timestamp > tape.Frames[^3].Timestamp);
    }

    [VmFact]
    public async Task Corrupt_and_torn_frames_are_no_H264()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        using var tape = new EncoderTape(encoder.Node.Path);
        encoder.SetFault(EncoderFault.Corrupt, frames: 1);
        tape.FeedAndTake(1);
        Assert.NotEqual([Sps, Pps, Idr], tape.Frames[0].Units);

        encoder.SetFault(EncoderFault.None);
        tape.Device.Controls.TrySet(ForceKey, 1);
        tape.FeedAndTake(1);
        encoder.SetFault(EncoderFault.Torn, frames: 1);
        tape.Device.Controls.TrySet(ForceKey, 1);
        tape.FeedAndTake(1);
        // The same grey, more or less: a whole IDR picture less half of it (only the first had the headers).
        Assert.InRange(tape.Frames[2].Data.Length, (tape.Frames[1].Data.Length / 2) - 8, (tape.Frames[1].Data.Length / 2) + 8);
    }

    [VmFact]
    public async Task A_swallowed_frame_comes_back_without_output()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        using var tape = new EncoderTape(encoder.Node.Path);
        tape.FeedAndTake(1);
        encoder.SetFault(EncoderFault.Drop, frames: 1);
        tape.Feed();
        tape.Feed();
        Assert.True(tape.TakeUntil(() => tape.Frames.Count == 2));
        Assert.Equal([1, 3], tape.Frames.Select(frame => frame.Timestamp.Milliseconds));
    }

    [VmFact]
    public async Task A_hanging_encoder_gives_nothing_until_it_goes_on()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        using var tape = new EncoderTape(encoder.Node.Path);
        tape.FeedAndTake(1);
        encoder.SetFault(EncoderFault.Hang);
        tape.Feed();
        Assert.False(tape.TakeUntil(() => tape.Frames.Count > 1));

        encoder.SetFault(EncoderFault.None);
        tape.Feed();
        Assert.True(tape.TakeUntil(() => tape.Frames.Count == 3));
    }

    [VmFact]
    public async Task A_fatal_fault_fails_the_queues_and_a_new_stream_begins_afresh()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        using (var tape = new EncoderTape(encoder.Node.Path))
        {
            tape.FeedAndTake(1);
            encoder.SetFault(EncoderFault.Fatal, frames: 1);
            tape.Feed();
            var failed = Assert.Throws<VideoDeviceException>(() => tape.TakeUntil(() => tape.Frames.Count > 1));
            Assert.Equal(EIO, failed.Error);
        }

        using var again = new EncoderTape(encoder.Node.Path);
        again.FeedAndTake(1);
        Assert.Equal([Sps, Pps, Idr], again.Frames[0].Units);
    }

    [VmFact]
    public async Task An_encoder_that_is_pulled_fails_whoever_uses_it_and_works_when_plugged_in_again()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        using (var tape = new EncoderTape(encoder.Node.Path))
        {
            tape.FeedAndTake(1);
            encoder.Unplug();
            Assert.Throws<VideoDeviceException>(tape.Feed);
        }

        await encoder.PlugAsync();
        using var again = new EncoderTape(encoder.Node.Path);
        again.FeedAndTake(1);
    }

    [VmFact]
    public async Task Opening_and_starting_fail_as_ordered()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        encoder.OpenError = EIO;
        Assert.Equal(EIO, Assert.Throws<VideoDeviceException>(() => VideoDevice.Open(encoder.Node.Path)).Error);
        encoder.OpenError = 0;
        encoder.StreamError = EIO;
        Assert.Equal(EIO, Assert.Throws<VideoDeviceException>(() => new EncoderTape(encoder.Node.Path)).Error);
        encoder.StreamError = 0;
    }
}
