using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Snapshots;
using CamAgent.Hardware.Video.TestPicture;
using CamAgent.Snapshots;
using CamAgent.Tests.Signaling;

namespace CamAgent.Tests.Snapshots;

public sealed class SnapshotCameraTests
{
    private readonly ManualTime _time = new();
    private readonly PictureTap _tap = new();
    private readonly SnapshotCamera _camera;
    private int _leases;
    private int _held;
    private bool _isOff;
    private string _problem = "";

    public SnapshotCameraTests()
    {
        _camera = new SnapshotCamera(
            () =>
            {
                if (_isOff)
                    return (null, "The camera is switched off.");
                Interlocked.Increment(ref _leases);
                Interlocked.Increment(ref _held);
                return (new Lease(this), "");
            },
            _tap.NextAsync,
            () => _problem,
            static () => new(80, 0),
            _time);
    }

    [Fact]
    public async Task The_next_picture_becomes_a_JPEG_and_the_camera_is_let_go()
    {
        Snapshot? told = null;
        _camera.Taken += snapshot => told = snapshot;
        var wanted = _camera.TakeAsync();
        Eventually.Is(() => Volatile.Read(ref _held) == 1);
        GivePicture();

        var outcome = await wanted;

        Assert.Equal([0xFF, 0xD8], outcome.Snapshot!.Jpeg[..2]);
        Assert.Same(outcome.Snapshot, told);
        Assert.Equal(0, _held);
    }

    [Fact]
    public async Task Who_asks_more_than_once_a_second_gets_the_same_one()
    {
        var first = _camera.TakeAsync();
        var second = _camera.TakeAsync();
        Eventually.Is(() => Volatile.Read(ref _held) == 1);
        GivePicture();
        Assert.Same((await first).Snapshot, (await second).Snapshot);
        Assert.Same((await first).Snapshot, (await _camera.TakeAsync()).Snapshot);

        _time.Advance(TimeSpan.FromSeconds(1));
        var later = _camera.TakeAsync();
        Eventually.Is(() => Volatile.Read(ref _held) == 1);
        GivePicture();

        Assert.NotSame((await first).Snapshot, (await later).Snapshot);
        Assert.Equal(2, _leases);
    }

    [Fact]
    public async Task While_the_camera_is_switched_off_there_is_none()
    {
        _isOff = true;
        Assert.Equal(SnapshotOutcome.Unavailable("The camera is switched off."), await _camera.TakeAsync());
    }

    [Fact]
    public async Task A_camera_without_a_picture_is_told_in_words_and_let_go()
    {
        _problem = "/dev/video0 was unplugged";
        var wanted = _camera.TakeAsync();
        Eventually.Is(() => Volatile.Read(ref _held) == 1);
        while (!wanted.IsCompleted)
            _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("The camera has no picture: /dev/video0 was unplugged", (await wanted).Problem);
        Assert.Equal(0, _held);
    }

    private void GivePicture()
    {
        using var one = new CancellationTokenSource();
        // The tap may be asked a moment after the lease: pictures come until it was.
        var source = _tap.Over(new TestPictureSource(new VideoFormat(768, 360, 120), "test", TimeProvider.System));
        var deadline = TimeProvider.System.GetTimestamp();
        source.Run(
            _ =>
            {
                if (Volatile.Read(ref _held) == 0 || TimeProvider.System.GetElapsedTime(deadline) > TimeSpan.FromSeconds(10))
                    one.Cancel();
            },
            one.Token);
    }

    private sealed class Lease(SnapshotCameraTests owner) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref owner._held);
    }
}
