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
    private readonly string _path;
    private readonly AccessUnitHandler _handler;
    private readonly CameraEncoder _encoder;
    private readonly Action<StreamDescription> _describe;
    private readonly PassThroughStream _stream;
    private readonly AccessUnitSplitter _splitter = new();
    private readonly AccessUnitSplitter.UnitHandler _onUnit;
    private long _lost;

    public CodedBuffers(
        BufferQueue queue, VideoFormat format, string path, AccessUnitHandler handler, CameraEncoder encoder, Action<StreamDescription> describe)
    {
        _queue = queue;
        _path = path;
        _handler = handler;
        _encoder = encoder;
        _describe = describe;
        _stream = new(format, path);
        _onUnit = OnUnit;
    }

    /// <exception cref="VideoSourceException">It is no H.264, or of a kind that browsers cannot show.</exception>
    public bool Take(in DequeuedBuffer buffer, long timestamp)
    {
        var isUsable = !buffer.HasError && buffer.BytesUsed(0) > 0;
        var fault = isUsable ? _splitter.Append(_queue.Data(buffer, 0), timestamp, _onUnit) : SplitterFault.None;
        _queue.Enqueue(buffer.Index);
        if (fault != SplitterFault.None)
            throw new VideoSourceException($"{_path} says it gives H.264, but its data are none in Annex B form ({fault}).");
        if (_splitter.TornUnits == 0)
            _splitter.Flush(_onUnit);
        // What is missing is missed until the next key frame: a camera that can is asked for one.
        if (!isUsable || _queue.LostPictures != _lost)
            _encoder.RequestKeyFrame();
        _lost = _queue.LostPictures;
        return isUsable && _stream.HasBegun;
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

        _handler(new AccessUnit(complete, timestamp, isKeyFrame));
        _encoder.Apply();
    }
}
