using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>A camera's H.264, one picture in each buffer, to access units as they are promised.</summary>
/// <remarks>V4L2 says one access unit a buffer (V4L2_PIX_FMT_H264), and so a picture is handed on as soon as its buffer has come. Cameras that spread
/// a picture over several are found out by what follows (<see cref="AccessUnitSplitter.TornUnits"/>); from then on a picture ends where the next
/// begins.</remarks>
internal sealed class CodedBuffers
{
    private readonly BufferQueue _queue;
    private readonly AccessUnitHandler _handler;
    private readonly CameraEncoder _encoder;
    private readonly Action<StreamDescription> _describe;
    private readonly PassThroughStream _stream;
    private AccessUnitSplitter _splitter = new();
    private long _damaged;
    private readonly AccessUnitSplitter.UnitHandler _onUnit;
    private long _lost;
    private long _units;

    public CodedBuffers(
        BufferQueue queue, VideoFormat format, string path, AccessUnitHandler handler, CameraEncoder encoder, Action<StreamDescription> describe)
    {
        _queue = queue;
        _handler = handler;
        _encoder = encoder;
        _describe = describe;
        _stream = new(format, path);
        _onUnit = OnUnit;
    }

    /// <summary>Why there is no picture that can be shown, as a sentence about the camera goes on.</summary>
    public string WhatIsMissing => _stream.WhatIsMissing is { Length: > 0 } missing
        ? $"has given no H.264 that can be shown ({missing})"
        : "has given only damaged H.264";

    /// <exception cref="VideoSourceException">It is H.264 of a kind that browsers cannot show.</exception>
    public bool Take(in DequeuedBuffer buffer, long timestamp)
    {
        var units = _units;
        var isUsable = !buffer.HasError && buffer.BytesUsed(0) > 0;
        if (isUsable && _splitter.Append(_queue.Data(buffer, 0), timestamp, _onUnit) != SplitterFault.None)
        {
            // Noise, or the end of another stream: what follows may be right.
            _splitter = new();
            isUsable = false;
        }

        _queue.Enqueue(buffer.Index);
        if (_splitter.TornUnits == 0)
            _splitter.Flush(_onUnit);
        // What is missing is missed until the next key frame: a camera that can is asked for one.
        if (!isUsable || _queue.LostPictures != _lost || _stream.DamagedPictures != _damaged)
            _encoder.RequestKeyFrame();
        (_lost, _damaged) = (_queue.LostPictures, _stream.DamagedPictures);
        return _units != units;
    }

    private void OnUnit(ReadOnlySpan<byte> unit, long timestamp)
    {
        if (!_stream.TryComplete(unit, out var complete, out var isKeyFrame))
        {
            _encoder.RequestKeyFrame();
            return;
        }

        if (isKeyFrame)
        {
            _encoder.OnKeyFrame();
            _describe(_stream.Description);
        }

        _units++;
        _handler(new AccessUnit(complete, timestamp, isKeyFrame));
        _encoder.Apply();
    }
}
