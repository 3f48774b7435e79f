using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Encoders.Lossless;

/// <summary>A few hundred lines of H.264 without a library, for drawn pictures with much flat ground: what is flat is predicted, what has not changed
/// is skipped, everything else goes as plain samples. Constrained baseline, without any loss; for camera pictures it would be far too large.</summary>
public sealed class LosslessEncoder : VideoEncoder
{
    private readonly LosslessParameterSets _parameterSets;
    private readonly MacroblockPicture _current;
    private readonly MacroblockPicture _previous;
    private readonly MacroblockWriter _macroblocks;
    private readonly RbspWriter _writer = new();
    private readonly long _keyFrameInterval;
    private I420Buffer? _converted;
    private long _sinceKeyFrame;
    private uint _frameNumber;
    private uint _idrPictureId;
    private bool _keyFrameWanted = true;

    private LosslessEncoder(VideoFormat format, ColorDescription color, EncoderSettings settings, byte level)
    {
        _parameterSets = new(format, color, level);
        _current = new(format.Width, format.Height);
        _previous = new(format.Width, format.Height);
        _macroblocks = new(_writer, _current, _previous);
        _keyFrameInterval = settings.KeyFrameInterval == TimeSpan.Zero
            ? long.MaxValue
            : Math.Max(1, (long)(settings.KeyFrameInterval.TotalSeconds * format.FrameRate));
    }

    public override string Description => "lossless encoder";

    /// <summary>A <see cref="VideoEncoderFactory"/>. The bitrate of the settings is not kept: the picture decides.</summary>
    /// <exception cref="VideoSourceException">H.264 has no level for such a stream.</exception>
    public static LosslessEncoder Open(VideoFormat format, ColorDescription color, EncoderSettings settings) =>
        Level.For(format.Width, format.Height, format.FrameRate, settings.MaximumBitsPerSecond) is { } level
            ? new(format, color, settings, level)
            : throw new VideoSourceException($"H.264 has no level for {format}: choose a smaller picture or a lower rate.");

    public override void Encode(in RawPicture picture, AccessUnitHandler handler)
    {
        if (picture.Layout == PictureLayout.I420)
        {
            _current.Take(picture);
        }
        else
        {
            _converted ??= new(picture.Width, picture.Height);
            PictureConversion.ToI420(picture, _converted);
            _current.Take(_converted.AsPicture(picture.CaptureTimestamp));
        }

        var isKeyFrame = _keyFrameWanted || _sinceKeyFrame >= _keyFrameInterval;
        _writer.Clear();
        if (isKeyFrame)
        {
            _frameNumber = 0;
            _sinceKeyFrame = 0;
            _idrPictureId ^= 1;
            _keyFrameWanted = false;
            _parameterSets.Write(_writer);
        }

        WriteSlice(isKeyFrame);
        _previous.CopyFrom(_current);
        _frameNumber = (_frameNumber + 1) & LosslessParameterSets.FrameNumberMask;
        _sinceKeyFrame++;
        handler(new AccessUnit(_writer.Written, picture.CaptureTimestamp, isKeyFrame));
    }

    public override void ForceKeyFrame() => _keyFrameWanted = true;

    public override void SetBitrate(int bitsPerSecond)
    {
    }

    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>The whole picture is one slice (ITU-T H.264 §7.3.3).</summary>
    private void WriteSlice(bool isKeyFrame)
    {
        const uint AllP = 5, AllI = 7;
        _writer.Begin(isKeyFrame ? NalUnitType.IdrSlice : NalUnitType.Slice, referenceIdc: 3);
        // first_mb_in_slice, slice_type, pic_parameter_set_id, frame_num
        _writer.Unsigned(0);
        _writer.Unsigned(isKeyFrame ? AllI : AllP);
        _writer.Unsigned(0);
        _writer.Bits(_frameNumber, LosslessParameterSets.FrameNumberBits);
        if (isKeyFrame)
        {
            // idr_pic_id differs from the IDR picture before it; dec_ref_pic_marking: no_output_of_prior_pics_flag, long_term_reference_flag.
            _writer.Unsigned(_idrPictureId);
            _writer.Flag(false);
            _writer.Flag(false);
        }
        else
        {
            // num_ref_idx_active_override_flag, ref_pic_list_modification_flag_l0, adaptive_ref_pic_marking_mode_flag
            _writer.Flag(false);
            _writer.Flag(false);
            _writer.Flag(false);
        }

        // slice_qp_delta; disable_deblocking_filter_idc: a filter would change what is flat.
        _writer.Signed(0);
        _writer.Unsigned(1);
        _macroblocks.Write(isKeyFrame);
        _writer.End();
    }
}
