using System.Diagnostics;
using System.Runtime.InteropServices;
using CamAgent.Hardware.Linux;
using Microsoft.Win32.SafeHandles;

namespace CamAgent.Hardware.Video.Command;

/// <summary>A program in a process group of its own, with its output and error output to read. Disposing it ends the whole group and leaves
/// no zombie.</summary>
internal sealed unsafe class ChildProcess : IDisposable
{
    private const int P_PID = 1;
    private const int WNOHANG = 1;
    private const int WEXITED = 4;
    private const int WNOWAIT = 0x01000000;
    private const int PipeSize = 1024 * 1024;
    private const int PollMilliseconds = 5;

    /// <summary>SIGKILL cannot be ignored, but a process in an uninterruptible wait (a hung driver) outlives even that for a while.</summary>
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);

    private readonly int _process;
    private readonly SafeFileHandle _output;
    private readonly SafeFileHandle _error;
    private readonly TimeSpan _patience;
    private bool _outputEnded;
    private bool _errorEnded;
    private bool _isReaped;

    private ChildProcess(int process, SafeFileHandle output, SafeFileHandle error, TimeSpan patience)
    {
        _process = process;
        _output = output;
        _error = error;
        _patience = patience;
    }

    /// <summary>The program's id and its group's.</summary>
    public int Id => _process;

    public LastLines LastErrors { get; } = new();

    /// <summary>To poll; negative once it has ended.</summary>
    public int OutputDescriptor => _outputEnded ? -1 : (int)_output.DangerousGetHandle();

    /// <summary>To poll; negative once it has ended.</summary>
    public int ErrorDescriptor => _errorEnded ? -1 : (int)_error.DangerousGetHandle();

    /// <param name="patience">After this long a signal counts as ignored when the program is to end, and the next stronger one is sent.</param>
    /// <exception cref="VideoSourceException">The program is missing or cannot be started.</exception>
    public static ChildProcess Start(IReadOnlyList<string> command, TimeSpan patience)
    {
        var (output, outputEnd) = Pipe();
        var (error, errorEnd) = Pipe();
        using (outputEnd)
        using (errorEnd)
        {
            // Room for a whole picture: so it arrives in one piece even if this thread is late. Refused beyond the user's limit: then pieces it is.
            _ = LibC.fcntl((int)output.DangerousGetHandle(), LibC.F_SETPIPE_SZ, PipeSize);
            var result = PosixSpawn.Start(command, (int)outputEnd.DangerousGetHandle(), (int)errorEnd.DangerousGetHandle(), out var process);
            if (result == 0)
                return new(process, output, error, patience);
            output.Dispose();
            error.Dispose();
            throw new VideoSourceException(result switch
            {
                LibC.ENOENT => $"The program {command[0]} was not found. Install it, or correct the command.",
                LibC.EACCES => $"The program {command[0]} may not be executed. Check its permissions (chmod +x), or correct the command.",
                _ => $"The program {command[0]} could not be started: {LibC.ErrorText(result)}.",
            });
        }
    }

    /// <summary>Reads what is there; call it when poll says so. Empty at the end.</summary>
    public ReadOnlySpan<byte> ReadOutput(Span<byte> buffer) => Read(OutputDescriptor, buffer, ref _outputEnded);

    public void ReadError()
    {
        Span<byte> buffer = stackalloc byte[1024];
        LastErrors.Append(Read(ErrorDescriptor, buffer, ref _errorEnded));
    }

    /// <summary>How the program ended, if it has; without removing it, so that its group's number stays taken.</summary>
    public ChildExit? PeekExit() => Wait(WEXITED | WNOHANG | WNOWAIT);

    /// <summary>Waits for the program's end, reading on, so that it does not hang on a full pipe.</summary>
    public ChildExit? WaitForExit(TimeSpan patience)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (PeekExit() is { } exit)
            {
                Drain(0);
                return exit;
            }

            if (Stopwatch.GetElapsedTime(began) > patience)
                return null;
            Drain(PollMilliseconds);
        }
    }

    public void Dispose()
    {
        if (_isReaped)
            return;
        foreach (var signal in (ReadOnlySpan<int>)[LibC.SIGINT, LibC.SIGTERM])
        {
            if (PeekExit() is null)
                _ = LibC.kill(-_process, signal);
            if (WaitForExit(_patience) is not null)
                break;
        }

        // What the program left behind goes too, while its own entry still keeps the group's number from being given to others.
        _ = LibC.kill(-_process, LibC.SIGKILL);
        // Better a zombie later than an agent that hangs now.
        if (WaitForExit(KillPatience) is not null)
            _ = Wait(WEXITED | WNOHANG);
        _isReaped = true;
        _output.Dispose();
        _error.Dispose();
    }

    private static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        var descriptors = stackalloc int[2];
        if (LibC.pipe2(descriptors, LibC.O_CLOEXEC) != 0)
            throw new VideoSourceException($"No pipe for a program's output: {LibC.ErrorText(Marshal.GetLastPInvokeError())}.");
        return (new(descriptors[0], ownsHandle: true), new(descriptors[1], ownsHandle: true));
    }

    private static ReadOnlySpan<byte> Read(int descriptor, Span<byte> buffer, ref bool ended)
    {
        if (ended)
            return [];
        nint count;
        do
        {
            fixed (byte* to = buffer)
                count = LibC.read(descriptor, to, (nuint)buffer.Length);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == LibC.EINTR);
        ended = count <= 0;
        return buffer[..(int)Math.Max(count, 0)];
    }

    /// <summary>Discards output and keeps the last errors, until both are empty; waits so long for the first byte.</summary>
    private void Drain(int timeoutMilliseconds)
    {
        Span<byte> discarded = stackalloc byte[4096];
        var ready = stackalloc LibC.PollDescriptor[2];
        // Bounded: a program that writes without end must not keep us here.
        for (var rounds = 0; rounds < 256; rounds++)
        {
            ready[0] = new() { Descriptor = OutputDescriptor, Events = LibC.POLLIN };
            ready[1] = new() { Descriptor = ErrorDescriptor, Events = LibC.POLLIN };
            if (LibC.poll(ready, 2, rounds == 0 ? timeoutMilliseconds : 0) <= 0)
                return;
            if (ready[0].ReturnedEvents != 0)
                ReadOutput(discarded);
            if (ready[1].ReturnedEvents != 0)
                ReadError();
        }
    }

    private ChildExit? Wait(int options)
    {
        SignalInformation information = default;
        if (LibC.waitid(P_PID, _process, &information, options) != 0 || information.Signal == 0)
            return null;
        return new(information.Code != SignalInformation.CLD_EXITED, information.Status);
    }
}
