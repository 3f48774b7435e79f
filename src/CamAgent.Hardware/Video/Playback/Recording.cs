using CamAgent.Hardware.H264;
using Microsoft.Win32.SafeHandles;

namespace CamAgent.Hardware.Video.Playback;

/// <summary>A file's access units from its first key frame on, in memory.</summary>
internal sealed class Recording
{
    public const int MaximumBytes = 256 * 1024 * 1024;

    private const int PieceLength = 64 * 1024;

    private readonly List<(int Offset, int Length, bool IsKeyFrame)> _units = [];
    private byte[] _bytes;
    private int _length;

    private Recording(int capacity, VideoFormat format)
    {
        _bytes = new byte[capacity];
        Description = new(format, Profile: null);
    }

    public StreamDescription Description { get; private set; }

    public int Count => _units.Count;

    /// <returns>Null once <paramref name="stop"/> is cancelled.</returns>
    /// <exception cref="VideoSourceException">The file is missing, too long, or no H.264 with a key frame.</exception>
    public static Recording? Read(string path, VideoFormat format, CancellationToken stop)
    {
        try
        {
            using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            var length = RandomAccess.GetLength(file);
            if (length == 0)
                throw new VideoSourceException($"The file {path} is empty: it should hold H.264 in Annex B form.");
            if (length > MaximumBytes)
                throw new VideoSourceException($"The file {path} has {length >> 20} MiB; at most {MaximumBytes >> 20} MiB can be played.");
            var recording = new Recording((int)length + PieceLength, format);
            return recording.TryFill(file, path, stop) ? recording : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VideoSourceException($"The file {path} does not exist.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new VideoSourceException($"The file {path} cannot be read: {exception.Message}", exception);
        }
    }

    public AccessUnit UnitAt(int index, long captureTimestamp)
    {
        var (offset, length, isKeyFrame) = _units[index];
        return new(_bytes.AsSpan(offset, length), captureTimestamp, isKeyFrame);
    }

    private bool TryFill(SafeFileHandle file, string path, CancellationToken stop)
    {
        var stream = new PassThroughStream(Description.Format, $"The file {path}");
        var splitter = new AccessUnitSplitter();
        AccessUnitSplitter.UnitHandler add = (unit, _) => Add(stream, unit);
        var piece = new byte[PieceLength];
        long offset = 0;
        while (!stop.IsCancellationRequested && offset < MaximumBytes && RandomAccess.Read(file, piece, offset) is > 0 and var count)
        {
            offset += count;
            var fault = splitter.Append(piece.AsSpan(0, count), 0, add);
            if (fault != SplitterFault.None)
                throw new VideoSourceException(
                    $"The file {path} is not H.264 in Annex B form ({fault}). ffmpeg -i … -c copy -bsf:v h264_mp4toannexb -f h264 makes such a file.");
        }

        if (stop.IsCancellationRequested)
            return false;
        splitter.Flush(add);
        if (_units.Count == 0)
            throw new VideoSourceException($"The file {path} has no H.264 key frame (IDR picture with SPS and PPS) to begin with: {stream.WhatIsMissing}.");
        Description = stream.Description;
        return true;
    }

    private void Add(PassThroughStream stream, ReadOnlySpan<byte> unit)
    {
        if (!stream.TryComplete(unit, out var complete, out var isKeyFrame))
            return;
        if (_length + complete.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_length + complete.Length, (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        complete.CopyTo(_bytes.AsSpan(_length));
        _units.Add((_length, complete.Length, isKeyFrame));
        _length += complete.Length;
    }
}
