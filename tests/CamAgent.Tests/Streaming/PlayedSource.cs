using System.Collections.Concurrent;
using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video;

namespace CamAgent.Tests.Streaming;

/// <summary>A camera that a test plays: it gives, fails and hangs when it is told to.</summary>
internal sealed class PlayedSource : VideoSource
{
    internal static readonly byte[] KeyFrame = ScriptedSource.KeyFrame;
    internal static readonly byte[] Between = [0, 0, 0, 1, 0x41, 0x9A, 0x02, 0x21];

    private readonly BlockingCollection<Action<AccessUnitHandler>> _script = [];

    internal TimeSpan Start { get; init; } = TimeSpan.FromSeconds(3);

    internal int Stopped { get; private set; }

    internal bool IgnoresStop { get; init; }

    internal int KeyFramesWanted { get; private set; }

    public override string Description => "played camera";

    public override VideoFormat Format => new(1280, 720, 30);

    public override ProfileLevelId? Profile => new(0x64, 0, 0x1F);

    public override TimeSpan StartPatience => Start;

    public override void Run(AccessUnitHandler handler, CancellationToken stop)
    {
        try
        {
            while (true)
                _script.Take(IgnoresStop ? CancellationToken.None : stop)(handler);
        }
        catch (OperationCanceledException)
        {
            Stopped++;
        }
    }

    public override void RequestKeyFrame() => KeyFramesWanted++;

    public override void SetBitrate(int bitsPerSecond)
    {
    }

    internal void Give(byte[] unit, long timestamp) => _script.Add(handler => handler(new AccessUnit(unit, timestamp, unit == KeyFrame)));

    internal void Fail(string words) => _script.Add(_ => throw new VideoSourceException(words));
}
