using System.Globalization;
using System.Runtime.InteropServices;
using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Encoders.OpenH264;

/// <summary>Software encoding with Cisco's OpenH264: constrained baseline, lowest complexity, one slice and one thread up to 1080p.</summary>
public sealed unsafe class OpenH264Encoder : VideoEncoder
{
    /// <summary>A later version may append members to its structures: they are given this much more room, zeroed.</summary>
    private const int Slack = 512;

    private readonly OpenH264Instance _instance;
    private readonly int _layerStride;
    private readonly int _trailerOffset;
    private readonly int _frameRate;
    private readonly byte* _frameInfo;
    private readonly SSourcePicture* _picture;
    private byte[] _output = new byte[128 * 1024];
    private I420Buffer? _converted;
    private long _pictures;
    private bool _isDisposed;

    private OpenH264Encoder(OpenH264Library library, OpenH264Instance instance, int frameRate)
    {
        _instance = instance;
        _layerStride = library.LayerStride;
        _trailerOffset = library.TrailerOffset;
        _frameRate = frameRate;
        _frameInfo = (byte*)NativeMemory.AllocZeroed((nuint)(_trailerOffset + sizeof(FrameTrailer) + Slack));
        _picture = (SSourcePicture*)NativeMemory.AllocZeroed((nuint)(sizeof(SSourcePicture) + Slack));
        Description = $"OpenH264 {library.Version}";
    }

    public override string Description { get; }

    /// <summary>Pictures that rate control left out so far.</summary>
    public long DroppedPictures { get; private set; }

    /// <summary>What is missing, in words; null where the library is installed.</summary>
    public static string? Missing
    {
        get
        {
            try
            {
                _ = OpenH264Library.Load();
                return null;
            }
            catch (VideoSourceException exception)
            {
                return exception.Message;
            }
        }
    }

    /// <summary>A <see cref="VideoEncoderFactory"/>.</summary>
    /// <exception cref="VideoSourceException">libopenh264 is not installed, or refuses such a stream.</exception>
    public static OpenH264Encoder Open(VideoFormat format, ColorDescription color, EncoderSettings settings)
    {
        if (Level.For(format.Width, format.Height, format.FrameRate, settings.MaximumBitsPerSecond) is not { } level)
            throw new VideoSourceException(
                $"H.264 has no level for {format} at {settings.MaximumBitsPerSecond / 1000} kbit/s: choose a smaller picture or a lower rate.");
        var library = OpenH264Library.Load();
        var encoder = new OpenH264Encoder(library, OpenH264Instance.Create(library), format.FrameRate);
        try
        {
            encoder.Initialize(format, color, settings, level);
            return encoder;
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    public override void Encode(in RawPicture picture, AccessUnitHandler handler)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var planes = picture.Layout == PictureLayout.I420 ? picture : Convert(picture);
        int result;
        fixed (byte* luma = planes.Luma, blue = planes.Blue, red = planes.Red)
        {
            _picture->iColorFormat = SSourcePicture.I420;
            _picture->pData[0] = (nint)luma;
            _picture->pData[1] = (nint)blue;
            _picture->pData[2] = (nint)red;
            _picture->iStride[0] = planes.LumaStride;
            _picture->iStride[1] = planes.ChromaStride;
            _picture->iStride[2] = planes.ChromaStride;
            _picture->iPicWidth = picture.Width;
            _picture->iPicHeight = picture.Height;
            // Milliseconds for its statistics; rate control goes by the nominal rate.
            _picture->uiTimeStamp = _pictures++ * 1000 / _frameRate;
            result = _instance.EncodeFrame(_picture, _frameInfo);
        }

        Check(result, "encode a picture");

        var trailer = (FrameTrailer*)(_frameInfo + _trailerOffset);
        if (trailer->eFrameType == FrameType.Skip)
        {
            DroppedPictures++;
            return;
        }

        var unit = Gather(trailer->iFrameSizeInBytes);
        handler(new AccessUnit(unit, picture.CaptureTimestamp, trailer->eFrameType == FrameType.Idr));
    }

    public override void ForceKeyFrame()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Check(_instance.ForceIntraFrame(), "force a key frame");
    }

    public override void SetBitrate(int bitsPerSecond)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var bitrate = new SBitrateInfo { iLayer = SBitrateInfo.AllLayers, iBitrate = bitsPerSecond };
        Check(_instance.SetOption(EncoderOption.Bitrate, &bitrate), "change the bitrate");
    }

    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _instance.Dispose();
        NativeMemory.Free(_frameInfo);
        NativeMemory.Free(_picture);
    }

    private void Initialize(VideoFormat format, ColorDescription color, EncoderSettings settings, byte level)
    {
        var parameters = (SEncParamExt*)NativeMemory.AllocZeroed((nuint)(sizeof(SEncParamExt) + Slack));
        try
        {
            // Quiet first: the default level writes to standard error.
            var quiet = 0;
            _ = _instance.SetOption(EncoderOption.TraceLevel, &quiet);
            Check(_instance.GetDefaultParams(parameters), "give its defaults");
            OpenH264Parameters.Fill(ref *parameters, format, color, settings, level);
            Check(_instance.InitializeExt(parameters), $"encode {format}");
            _ = _instance.SetOption(EncoderOption.TraceLevel, &quiet);
        }
        finally
        {
            NativeMemory.Free(parameters);
        }
    }

    /// <summary>The library takes I420 and nothing else.</summary>
    private RawPicture Convert(in RawPicture picture)
    {
        if (_converted is null || _converted.Width != picture.Width || _converted.Height != picture.Height)
            _converted = new(picture.Width, picture.Height);
        PictureConversion.ToI420(picture, _converted);
        return _converted.AsPicture(picture.CaptureTimestamp);
    }

    /// <summary>The layers (parameter sets, then the picture) as one access unit.</summary>
    private ReadOnlySpan<byte> Gather(int expected)
    {
        var length = 0;
        var layers = *(int*)_frameInfo;
        for (var i = 0; i < layers && i < OpenH264Library.MaximumLayers; i++)
        {
            var layer = (SLayerBSInfo*)(_frameInfo + nint.Size + (i * _layerStride));
            var size = 0;
            for (var nal = 0; nal < layer->iNalCount; nal++)
                size += ((int*)layer->pNalLengthInByte)[nal];
            if (size < 0 || size > expected - length)
                break;
            if (length + size > _output.Length)
                Array.Resize(ref _output, Math.Max(2 * _output.Length, length + size));
            new ReadOnlySpan<byte>((byte*)layer->pBsBuf, size).CopyTo(_output.AsSpan(length));
            length += size;
        }

        // Both figures come from different ends of the structure: unequal, its layout is not the one we know.
        return length == expected && length > 0
            ? _output.AsSpan(0, length)
            : throw new VideoSourceException($"{Description} lays out its results in a way that is not known here. Install libopenh264-7 or libopenh264-8.");
    }

    private void Check(int result, string what)
    {
        if (result != 0)
            throw new VideoSourceException(string.Create(CultureInfo.InvariantCulture, $"{Description} could not {what} (code {result})."));
    }
}
