using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Playback;
using static CamAgent.Hardware.Tests.SyntheticStream;

namespace CamAgent.Hardware.Tests.Video.Playback;

public sealed class FileVideoSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void The_file_is_played_in_a_loop_at_the_frame_rate_from_its_first_key_frame()
    {
        var units = new[] { KeyUnit(seed: 1), DeltaUnit(seed: 2), Unit(Slice(true, 60, seed: 3)), DeltaUnit(seed: 4) };
        var path = _folder.Write("a.h264", [.. DeltaUnit(seed: 9), .. units.SelectMany(unit => unit)]);
        var played = Play(path, 10);

        byte[][] loop = [units[0], units[1], Unit(SequenceSet, PictureSet, Slice(true, 60, seed: 3)), units[3]];
        Assert.Equal([.. loop, .. loop, loop[0], loop[1]], played.Select(unit => unit.Data));
        Assert.Equal([true, false, true, false, true, false, true, false, true, false], played.Select(unit => unit.IsKeyFrame));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => played[0].Timestamp + (i * 40_000L)), played.Select(unit => unit.Timestamp));
    }

    [Fact]
    public void Size_and_profile_are_the_streams()
    {
        var source = new FileVideoSource(_folder.Write("a.h264", KeyUnit()), new(640, 480, 25), _time, Wait);
        Play(source, 1);
        Assert.Equal((new VideoFormat(1280, 720, 25), "42c01f"), (source.Format, source.Profile.ToString()));
        Assert.False(source.CanControlEncoder);
    }

    [Fact]
    public void A_long_stream_is_cut_right_across_the_pieces_it_is_read_in()
    {
        var units = Enumerable.Range(0, 40).Select(i => i % 10 == 0 ? KeyUnit(20_000, i) : DeltaUnit(9000, i)).ToList();
        var played = Play(_folder.Write("a.h264", [.. units.SelectMany(unit => unit)]), 40);
        Assert.Equal(units, played.Select(unit => unit.Data));
    }

    [Fact]
    public void After_a_delay_no_picture_is_left_out()
    {
        var units = Enumerable.Range(0, 20).Select(i => i == 0 ? KeyUnit(seed: i) : DeltaUnit(seed: i)).ToList();
        var source = new FileVideoSource(_folder.Write("a.h264", [.. units.SelectMany(unit => unit)]), new(640, 480, 25), _time, Wait);
        var played = Play(source, 20, count => _time.Advance(TimeSpan.FromMilliseconds(count == 5 ? 500 : 0)));
        Assert.Equal(units, played.Select(unit => unit.Data));
    }

    [Fact]
    public void What_cannot_be_played_is_refused_in_words()
    {
        Assert.Contains("does not exist", Failure(_folder.PathOf("missing.h264")), StringComparison.Ordinal);
        Assert.Contains("empty", Failure(_folder.Write("empty.h264", [])), StringComparison.Ordinal);
        Assert.Contains("key frame", Failure(_folder.Write("text.h264", "hello"u8.ToArray())), StringComparison.Ordinal);
        Assert.Contains("key frame", Failure(_folder.Write("delta.h264", [.. DeltaUnit(), .. DeltaUnit()])), StringComparison.Ordinal);
        Assert.Contains("Annex B", Failure(_folder.Write("noise.h264", Noise(200_000))), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Failure(Path.GetTempPath()), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Failure("a\0b"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_long_is_refused_unread()
    {
        var path = _folder.Write("long.h264", []);
        using (var file = File.OpenWrite(path))
            file.SetLength(257L * 1024 * 1024);
        Assert.Contains("256 MiB", Failure(path), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(1).NextBytes(noise);
        return noise;
    }

    private void Wait(TimeSpan duration, CancellationToken stop) => _time.Advance(duration);

    private string Failure(string path) => Assert.Throws<VideoSourceException>(() => Play(path, 1)).Message;

    private List<(byte[] Data, long Timestamp, bool IsKeyFrame)> Play(string path, int count) =>
        Play(new FileVideoSource(path, new(640, 480, 25), _time, Wait), count);

    private static List<(byte[] Data, long Timestamp, bool IsKeyFrame)> Play(FileVideoSource source, int count, Action<int>? onUnit = null)
    {
        using var stop = new CancellationTokenSource();
        var played = new List<(byte[] Data, long Timestamp, bool IsKeyFrame)>();
        source.Run(
            unit =>
            {
                played.Add((unit.Data.ToArray(), unit.CaptureTimestamp, unit.IsKeyFrame));
                onUnit?.Invoke(played.Count);
                if (played.Count == count)
                    stop.Cancel();
            },
            stop.Token);
        return played;
    }
}
