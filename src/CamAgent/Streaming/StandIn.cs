using CamAgent.Hardware.Encoders.Lossless;
using CamAgent.Hardware.Encoders.OpenH264;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.NoSignal;

namespace CamAgent.Streaming;

/// <summary>The picture in the camera's place, once a second while it is shown: what happened, since when, and a clock that runs. Its work is done on
/// the thread pool, so that it goes on whatever the camera's thread hangs in.</summary>
internal sealed class StandIn : IDisposable
{
    private const int LongestSide = 640;

    // The encoder without a library pays for every letter in full.
    private const int LongestSideLossless = 384;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly EncoderSettings Settings = new(300_000, 1_000_000, TimeSpan.FromSeconds(10));

    private readonly Func<VideoFormat> _shape;
    private readonly Func<NoSignalNotice> _notice;
    private readonly AccessUnitHandler _sink;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private readonly VideoEncoderFactory? _library;
    private NoSignalPainter? _painter;
    private VideoEncoder? _encoder;
    private volatile bool _isShown;
    private volatile bool _keyFrameWanted;
    private bool _isDisposed;

    /// <param name="shape">Asked when it is first shown: what the camera gives or was to give.</param>
    /// <param name="notice">Asked for each picture.</param>
    /// <param name="library">Null for OpenH264. Where it cannot be had, the encoder without a library does.</param>
    internal StandIn(
        Func<VideoFormat> shape, Func<NoSignalNotice> notice, AccessUnitHandler sink, TimeProvider time, ILogger log, VideoEncoderFactory? library = null)
    {
        _shape = shape;
        _notice = notice;
        _sink = sink;
        _time = time;
        _log = log;
        _library = library ?? OpenH264Encoder.Open;
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal bool IsShown => _isShown;

    /// <summary>The first picture comes at once, and is a key frame.</summary>
    internal void Show()
    {
        if (_isShown)
            return;
        _isShown = true;
        _timer.Change(TimeSpan.Zero, Interval);
    }

    /// <summary>Does not wait for a picture that is being drawn.</summary>
    internal void Hide()
    {
        if (!_isShown)
            return;
        _isShown = false;
        _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>For who has just come: the next picture comes at once.</summary>
    internal void RequestKeyFrame()
    {
        if (!_isShown)
            return;
        _keyFrameWanted = true;
        _timer.Change(TimeSpan.Zero, Interval);
    }

    public void Dispose()
    {
        _isShown = false;
        _timer.Dispose();
        lock (_gate)
        {
            _isDisposed = true;
            Release();
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            try
            {
                if (_isShown)
                    Draw();
                else
                    Release();
            }
#pragma warning disable CA1031 // On a timer nobody catches it; viewers lose a picture that they can do without.
            catch (Exception exception)
            {
                Release();
                StreamingLog.StandInFailed(_log, exception);
            }
#pragma warning restore CA1031
        }
    }

    private void Draw()
    {
        if (_encoder is null)
            Open();
        if (_keyFrameWanted)
        {
            _keyFrameWanted = false;
            _encoder!.ForceKeyFrame();
        }

        _encoder!.Encode(_painter!.Paint(_notice(), _time.GetLocalNow(), _time.GetTimestamp()), _sink);
    }

    private void Open()
    {
        var shape = _shape();
        VideoFormat format;
        try
        {
            format = NoSignalFormat.For(shape, LongestSide);
            _encoder = _library!(format, ColorDescription.Bt709, Settings);
        }
        catch (VideoSourceException)
        {
            format = NoSignalFormat.For(shape, LongestSideLossless);
            _encoder = LosslessEncoder.Open(format, ColorDescription.Bt709, Settings);
        }

        _painter = new(format);
    }

    private void Release()
    {
        _encoder?.Dispose();
        _encoder = null;
        _painter = null;
    }
}
