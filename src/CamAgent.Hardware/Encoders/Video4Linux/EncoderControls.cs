using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux.Controls;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>What is wanted of an encoder, in the controls that this one has. Devices have between three of them and thirty: what is missing is done
/// without, and the stream tells what came of it.</summary>
internal sealed class EncoderControls(DeviceControls controls)
{
    /// <summary>From one key frame to the next where none is wanted by itself: firmware multiplies this number, so not the greatest there is.</summary>
    private const int Never = 1_000_000;

    /// <summary>A key frame can be asked for. Without the control a viewer waits for the next one that is due.</summary>
    public bool CanForceKeyFrame { get; } = controls.TryQuery(CodecControl.ForceKeyFrame, out _);

    /// <summary>Before buffers are allocated: on some devices the formats' sizes, on the Pi the whole encoder follow from these.</summary>
    /// <returns>What the device refuses for good, in words; else null.</returns>
    public string? TryApply(VideoFormat format, EncoderSettings settings, V4l2EncoderOptions options, byte level)
    {
        Try(CodecControl.FrameRateControl, 1);
        Try(CodecControl.BitrateMode, (int)options.RateControl);
        Try(CodecControl.HeaderMode, CodecControl.HeaderModeJoined);
        Try(CodecControl.RepeatSequenceHeader, 1);
        Try(CodecControl.PrependParameterSets, 1);
        Try(CodecControl.AccessUnitDelimiter, 0);
        Try(CodecControl.MultiSliceMode, CodecControl.SingleSlice);
        SetProfile(options.Profile);
        SetLevel(level);
        // After the profile: baseline has none, and a driver may say so by the control's range.
        Try(CodecControl.BFrames, 0);
        if (controls.TryQuery(CodecControl.BFrames, out var bidirectional) && bidirectional.Minimum > 0)
            return $"it codes at least {bidirectional.Minimum} B-pictures in between, which live video to browsers cannot carry";
        // Else the quantiser's end is the bitrate's lower bound, and congestion control would aim at a rate that does not come.
        Try(CodecControl.MaximumQuantizer, 51);
        SetKeyFrameInterval(settings.KeyFrameInterval, format.FrameRate);
        return TrySetBitrate(settings.BitsPerSecond) ? null : "it takes no bitrate (V4L2_CID_MPEG_VIDEO_BITRATE)";
    }

    /// <returns>False where the device has no such control, or cannot change it now.</returns>
    public bool TrySetBitrate(int bitsPerSecond)
    {
        if (!controls.TryQuery(CodecControl.Bitrate, out var control))
            return false;
        var target = Math.Clamp(bitsPerSecond, control.Minimum, control.Maximum);
        // The peak is never below the target, so the order depends on the direction.
        if (controls.TryGet(CodecControl.Bitrate, out var now) && now < target)
            Try(CodecControl.BitratePeak, target + (target / 4));
        var isSet = controls.TrySet(CodecControl.Bitrate, target);
        Try(CodecControl.BitratePeak, target + (target / 4));
        return isSet;
    }

    /// <summary>What the device says that its target is, in bits a second; zero where it does not.</summary>
    public int Bitrate => controls.TryGet(CodecControl.Bitrate, out var value) ? (int)value : 0;

    /// <param name="interval">Zero: only when asked.</param>
    public void SetKeyFrameInterval(TimeSpan interval, int frameRate)
    {
        var pictures = interval == TimeSpan.Zero ? Never : (int)Math.Clamp(Math.Round(interval.TotalSeconds * frameRate), 1, Never);
        // In this order: where one driver keeps a single number behind both (vicodec, the Pi), the range of the latter is the wider.
        Try(CodecControl.GopSize, pictures);
        Try(CodecControl.IPeriod, pictures);
    }

    /// <summary>A button: the value says nothing.</summary>
    public void ForceKeyFrame() => _ = controls.Set(CodecControl.ForceKeyFrame, 1, is64Bit: false);

    private void SetProfile(H264Profile wanted)
    {
        if (!controls.TryQuery(CodecControl.Profile, out var control))
            return;
        foreach (var profile in (ReadOnlySpan<H264Profile>)[H264Profile.High, H264Profile.Main, H264Profile.ConstrainedBaseline, H264Profile.Baseline])
        {
            if ((Rank(profile) <= Rank(wanted)) && Has(control, (int)profile) && controls.TrySet(CodecControl.Profile, (int)profile))
                return;
        }
    }

    /// <summary>The number says little about what a decoder needs: constrained baseline is the least.</summary>
    private static int Rank(H264Profile profile) => profile switch { H264Profile.High => 3, H264Profile.Main => 2, _ => 1 };

    /// <summary>Too low a level stops the Pi's encoder without a word; too high a one costs nothing.</summary>
    private void SetLevel(byte level)
    {
        if (!controls.TryQuery(CodecControl.Level, out var control))
            return;
        var wanted = MenuIndex(level);
        var best = -1L;
        foreach (var item in control.Items)
        {
            if (best < wanted ? item.Index > best : item.Index >= wanted && item.Index < best)
                best = item.Index;
        }

        if (best >= 0)
            Try(CodecControl.Level, best);
    }

    /// <summary>enum v4l2_mpeg_video_h264_level has 1.0 at 0, 3.1 at 9 and no gaps.</summary>
    private static long MenuIndex(byte level) => level switch { 31 => 9, 32 => 10, 40 => 11, 41 => 12, 42 => 13, 50 => 14, 51 => 15, _ => 16 };

    private static bool Has(ControlDescription control, long index)
    {
        foreach (var item in control.Items)
        {
            if (item.Index == index)
                return true;
        }

        return false;
    }

    /// <summary>Sets what is there to be set, within its range.</summary>
    private void Try(uint id, long value)
    {
        if (controls.TryQuery(id, out var control) && !control.Flags.HasFlag(ControlFlags.ReadOnly) && !control.Flags.HasFlag(ControlFlags.Disabled))
            _ = controls.TrySet(id, Math.Clamp(value, control.Minimum, control.Maximum));
    }
}
