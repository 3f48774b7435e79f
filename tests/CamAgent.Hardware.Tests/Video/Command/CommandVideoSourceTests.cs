using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Command;
using static CamAgent.Hardware.Tests.SyntheticStream;

namespace CamAgent.Hardware.Tests.Video.Command;

public sealed class CommandVideoSourceTests : IDisposable
{
    private static readonly CommandTiming Impatient = new(
        Start: TimeSpan.FromMilliseconds(300), Stall: TimeSpan.FromMilliseconds(100), Stop: TimeSpan.FromMilliseconds(200));

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new(Deadline);
    private readonly List<(byte[] Data, long Timestamp, bool IsKeyFrame)> _units = [];

    [Fact]
    public void What_a_program_writes_comes_out_as_access_units()
    {
        var units = Enumerable.Range(0, 30).Select(i => i % 10 == 0 ? KeyUnit(30_000, i) : DeltaUnit(5000, i)).ToList();
        var source = Source("cat", Stream(units));
        Assert.Throws<VideoSourceException>(() => Run(source));
        Assert.Equal(units.SkipLast(1), _units.Take(29).Select(unit => unit.Data));
        Assert.Equal((new VideoFormat(1280, 720, 30), "42c01f", "command cat"), (source.Format, source.Profile.ToString(), source.Description));
    }

    [Fact]
    public void A_picture_does_not_wait_for_the_next_when_the_program_pauses()
    {
        var source = Source("/bin/sh", "-c", $"cat {Stream([KeyUnit()])}; exec sleep 60");
        Run(source, stopAfter: 1);
        Assert.Equal(KeyUnit(), Assert.Single(_units).Data);
    }

    [Fact]
    public void A_program_that_pauses_within_pictures_is_found_out_and_then_waited_for()
    {
        // Each picture in two halves with a pause between: until the wait is longer than the pause, pictures come torn.
        var script = $"while cat {Part("head", KeyUnit()[..100])}; do sleep 0.012; cat {Part("tail", KeyUnit()[100..])}; done";
        Run(Source("/bin/sh", "-c", script), until: () => _units.Count > 3 && _units[^1].Data.AsSpan().SequenceEqual(KeyUnit()));
        Assert.Equal(KeyUnit(), _units[^1].Data);
    }

    [Fact]
    public void A_missing_program_is_named()
    {
        Assert.Contains("rpicam-nowhere was not found", Failure("rpicam-nowhere", "-t", "0"), StringComparison.Ordinal);
        Assert.Contains("not found", Failure("/nowhere/rpicam"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_without_permission_is_named() =>
        Assert.Contains("may not be executed", Failure(_folder.Write("script", "#!/bin/sh\n"u8.ToArray())), StringComparison.Ordinal);

    [Fact]
    public void An_empty_command_is_refused()
    {
        Assert.Throws<VideoSourceException>(() => Source());
        Assert.Throws<VideoSourceException>(() => Source(" "));
        Assert.Throws<VideoSourceException>(() => Source("a", "b\0c"));
    }

    [Fact]
    public void A_program_that_ends_is_reported_with_its_exit_code_and_its_last_words()
    {
        var message = Failure("/bin/sh", "-c", "seq 1 9999 >&2; echo 'no cameras available' >&2; exit 3");
        Assert.Contains("sh ended with exit code 3", message, StringComparison.Ordinal);
        Assert.Contains("9999 / no cameras available", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 300);
    }

    [Fact]
    public void A_program_that_is_killed_is_reported_with_the_signal() =>
        Assert.Contains("killed by signal 9", Failure("/bin/sh", "-c", "kill -9 $$"), StringComparison.Ordinal);

    [Fact]
    public void A_program_that_ends_well_is_told_to_keep_running() =>
        Assert.Contains("has to run until it is stopped", Failure("true"), StringComparison.Ordinal);

    [Fact]
    public void A_program_that_stalls_is_reported_and_ended()
    {
        var message = Failure("/bin/sh", "-c", $"echo $$ > {_folder.PathOf("pid")}; cat {Stream([KeyUnit()])}; exec sleep 60");
        Assert.Contains("has given no picture for", message, StringComparison.Ordinal);
        AssertGone();
    }

    [Fact]
    public void A_program_that_never_writes_a_key_frame_is_reported() =>
        Assert.Contains("no H.264 key frame", Failure("sleep", "60"), StringComparison.Ordinal);

    [Theory]
    [InlineData("yes")]
    [InlineData("cat /dev/urandom")]
    [InlineData("cat /dev/zero")]
    [InlineData("printf '\\000\\000\\001\\377\\330\\377\\340'; sleep 60")]
    public void A_program_that_writes_something_else_is_reported(string script)
    {
        // Random bytes hold a start code every 16 MiB and may first look like one endless picture.
        var message = Failure("/bin/sh", "-c", script);
        Assert.True(message.Contains("Annex B", StringComparison.Ordinal) || message.Contains("no live video", StringComparison.Ordinal), message);
    }

    [Fact]
    public void Stopping_ends_the_program_and_what_it_has_started_and_leaves_no_zombie()
    {
        var script = $"echo $$ > {_folder.PathOf("pid")}; sleep 61 & echo $! > {_folder.PathOf("pid2")}; cat {Stream([KeyUnit()])}; wait";
        Run(Source("/bin/sh", "-c", script), stopAfter: 1);
        AssertGone();
        AssertGone("pid2");
    }

    [Fact]
    public void A_program_that_ignores_signals_is_killed()
    {
        var script = $"trap '' INT TERM; echo $$ > {_folder.PathOf("pid")}; cat {Stream([KeyUnit()])}; while :; do sleep 0.1; done";
        var timing = CommandTiming.Default with { Stop = TimeSpan.FromMilliseconds(100) };
        Run(new(["/bin/sh", "-c", script], new(640, 480, 30), TimeProvider.System, timing), stopAfter: 1);
        AssertGone();
    }

    [Fact]
    public void A_program_may_end_by_itself_when_asked()
    {
        var script = $"trap 'echo bye > {_folder.PathOf("bye")}; exit 0' INT; cat {Stream([KeyUnit()])}; while :; do sleep 0.01; done";
        Run(Source("/bin/sh", "-c", script), stopAfter: 1);
        Assert.Equal("bye\n", File.ReadAllText(_folder.PathOf("bye")));
    }

    [Fact]
    public void Much_error_output_does_not_stop_the_program()
    {
        var script = $"head -c 3000000 /dev/zero | tr '\\0' 'e' >&2; cat {Stream([KeyUnit()])}; exec sleep 60";
        Run(Source("/bin/sh", "-c", script), stopAfter: 1);
        Assert.Single(_units);
    }

    [Fact]
    public void The_program_has_no_input_no_notify_socket_and_default_signals()
    {
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", "/nowhere");
        try
        {
            // Blocked and ignored signals as bit masks. .NET ignores SIGPIPE (bit 12) in this process; glibc ignores its own 32 and 33 in
            // every child.
            var message = Failure(
                "/bin/sh",
                "-c",
                "cat; echo \"[$NOTIFY_SOCKET][$HOME]\" >&2; grep -E 'SigBlk|SigIgn' /proc/self/status | tr '\\n\\t' '  ' >&2; exit 1");
            Assert.Contains($"[][{Environment.GetEnvironmentVariable("HOME")}]", message, StringComparison.Ordinal);
            Assert.Contains("SigBlk: 0000000000000000 SigIgn: 0000000", message, StringComparison.Ordinal);
            Assert.Contains("0000000\"", message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
        }
    }

    [Fact]
    public void A_cancelled_run_starts_nothing()
    {
        _stop.Cancel();
        Source("rpicam-nowhere").Run(_ => { }, _stop.Token);
    }

    [Fact]
    public void The_program_is_gone_when_the_handler_throws()
    {
        var source = Source("/bin/sh", "-c", $"echo $$ > {_folder.PathOf("pid")}; cat {Stream([KeyUnit()])}; exec sleep 60");
        Assert.Throws<InvalidOperationException>(() => source.Run(_ => throw new InvalidOperationException(), _stop.Token));
        AssertGone();
    }

    [Fact]
    public void Running_again_starts_the_program_again()
    {
        var source = Source("/bin/sh", "-c", $"cat {Stream([KeyUnit()])}; exec sleep 60");
        for (var i = 0; i < 3; i++)
        {
            using var stop = new CancellationTokenSource(Deadline);
            source.Run(_ => stop.Cancel(), stop.Token);
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
    }

    private static CommandVideoSource Source(params string[] command) => new(command, new(640, 480, 30), TimeProvider.System, CommandTiming.Default);

    private string Stream(IEnumerable<byte[]> units) => Part("stream", [.. units.SelectMany(unit => unit)]);

    private string Part(string name, byte[] bytes) => _folder.Write(name, bytes);

    private string Failure(params string[] command)
    {
        var source = new CommandVideoSource(command, new(640, 480, 30), TimeProvider.System, Impatient);
        return Assert.Throws<VideoSourceException>(() => source.Run(_ => { }, _stop.Token)).Message;
    }

    private void Run(CommandVideoSource source, int stopAfter = int.MaxValue, Func<bool>? until = null)
    {
        source.Run(
            unit =>
            {
                _units.Add((unit.Data.ToArray(), unit.CaptureTimestamp, unit.IsKeyFrame));
                if (_units.Count >= stopAfter || (until?.Invoke() ?? false))
                    _stop.Cancel();
            },
            _stop.Token);
    }

    /// <summary>Neither running nor a zombie: without an entry in /proc. A grandchild is reaped by init, at its own pace.</summary>
    private void AssertGone(string name = "pid")
    {
        var folder = $"/proc/{File.ReadAllText(_folder.PathOf(name)).Trim()}";
        Assert.True(name == "pid" ? !Directory.Exists(folder) : SpinWait.SpinUntil(() => IsDead(folder), Deadline), folder);
    }

    private static bool IsDead(string folder)
    {
        try
        {
            return File.ReadAllText($"{folder}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
