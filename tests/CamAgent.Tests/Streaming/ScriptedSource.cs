using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video;

namespace CamAgent.Tests.Streaming;

/// <summary>A camera that does what its script says: fails with words, or gives one key frame and waits for the end.</summary>
internal sealed class ScriptedSource(string? failure) : VideoSource
{
    internal static readonly byte[] KeyFrame = [0, 0, 0, 1, 0x67, 0x42, 0xC0, 0x1F, 0x8C, 0, 0, 0, 1, 0x68, 0xCE, 0x3C, 0x80, 0, 0, 0, 1, 0x65, 0x88, 0x84, 0x21];

    public override string Description => "scripted camera";

    public override VideoFormat Format => new(1280, 720, 30);

    public override ProfileLevelId? Profile => new(0x42, 0xC0, 0x1F);

    /// <summary>Nobody takes its silence for a fault.</summary>
    public override TimeSpan StallPatience => TimeSpan.MaxValue;

    public override void Run(AccessUnitHandler handler, CancellationToken stop)
    {
        if (failure is not null)
            throw new VideoSourceException(failure);
        handler(new AccessUnit(KeyFrame, 0, isKeyFrame: true));
        stop.WaitHandle.WaitOne();
    }

    public override void RequestKeyFrame()
    {
    }

    public override void SetBitrate(int bitsPerSecond)
    {
    }
}
