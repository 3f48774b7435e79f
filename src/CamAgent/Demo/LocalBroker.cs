using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace CamAgent.Demo;

/// <summary>
/// The demo's broker: mosquitto as a child, on loopback only, without a password. It is started again when it dies and ends with the agent, also when the agent is killed.
/// One thread owns the child for the broker's whole life, because the kernel sends the death signal when the *thread* that made the child ends (prctl(2)).
/// </summary>
internal sealed partial class LocalBroker : IDisposable
{
    private const int Terminate = 15;
    private const int MaximumStartAttempts = 5;
    private const int LinesKept = 20;

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger;
    private readonly LocalBrokerCommand _command;
    private readonly LocalBrokerDirectory _directory = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lastLines = new();
    private readonly Thread _thread;
    private readonly bool _choosesPorts;
    private int _tcpPort;
    private int _webSocketPort;
    private volatile int _processId;
    private int _restarts;

    private LocalBroker(LocalBrokerCommand command, int tcpPort, int webSocketPort, ILogger logger)
    {
        (_command, _tcpPort, _webSocketPort, _logger) = (command, tcpPort, webSocketPort, logger);
        _choosesPorts = tcpPort == 0 || webSocketPort == 0;
        _thread = new Thread(Supervise) { Name = "local broker", IsBackground = true };
    }

    public Uri TcpUrl => new(string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{_tcpPort}"));

    public Uri WebSocketUrl => new(string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{_webSocketPort}"));

    /// <summary>How often it died and was started again.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>Of the child; 0 while there is none.</summary>
    internal int ProcessId => _processId;

    internal string Directory => _directory.Location;

    /// <summary>Starts it and waits until both listeners accept connections.</summary>
    /// <param name="tcpPort">0 takes a free one.</param>
    /// <param name="webSocketPort">0 takes a free one.</param>
    /// <exception cref="LocalBrokerException">There is no mosquitto, or it does not start.</exception>
    public static async Task<LocalBroker> StartAsync(int tcpPort, int webSocketPort, ILogger logger, CancellationToken stop)
    {
        var broker = new LocalBroker(LocalBrokerCommand.Find(Environment.GetEnvironmentVariable("PATH")), tcpPort, webSocketPort, logger);
        try
        {
            broker._thread.Start();
            await broker._started.Task.WaitAsync(stop);
            return broker;
        }
        catch
        {
            broker.Dispose();
            throw;
        }
    }

    /// <summary>Ends the child and removes its directory. Takes at most some seconds.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (_thread.IsAlive)
            _thread.Join();
        _stop.Dispose();
        _directory.Dispose();
    }

    private void Supervise()
    {
        var delay = FirstDelay;
        try
        {
            using (var first = StartFirst())
            {
                LogStarted(TcpUrl, WebSocketUrl);
                _started.TrySetResult();
                WaitForEnd(first);
            }

            while (!_stop.Wait(Jitter(delay)))
            {
                Interlocked.Increment(ref _restarts);
                LogRestart(Restarts, LastWords());
                using var child = Start();
                var began = Environment.TickCount64;
                WaitForEnd(child);
                var ran = TimeSpan.FromMilliseconds(Environment.TickCount64 - began);
                delay = ran > TimeSpan.FromMinutes(1) ? FirstDelay : TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks));
            }
        }
#pragma warning disable CA1031 // The thread's last resort: what it was goes to who waits for the start, or to the log.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!_started.TrySetException(exception as LocalBrokerException ?? new LocalBrokerException($"The demo's broker cannot be started: {exception.Message}", exception)))
                LogGivenUp(exception.Message);
        }
    }

    /// <summary>Between choosing free ports and binding them somebody may take them: then others are tried.</summary>
    private Process StartFirst()
    {
        var (wantedTcp, wantedWebSocket) = (_tcpPort, _webSocketPort);
        for (var attempt = 1; ; attempt++)
        {
            _tcpPort = wantedTcp == 0 ? FreePort() : wantedTcp;
            _webSocketPort = wantedWebSocket == 0 ? FreePort(except: _tcpPort) : wantedWebSocket;
            _directory.Write(_command, _tcpPort, _webSocketPort);
            var child = Start();
            if (WaitUntilAccepting(child))
                return child;
            End(child);
            child.Dispose();
            if (_stop.IsSet || !_choosesPorts || attempt == MaximumStartAttempts)
                throw new LocalBrokerException($"The demo's broker does not start on ports {_tcpPort} and {_webSocketPort}. Its last words: {LastWords()}");
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(_command.Program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var argument in _command.Arguments)
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(_directory.ConfigurationFile);
        // Nothing of the agent's settings and credentials is its business.
        start.Environment.Clear();
        var child = new Process { StartInfo = start };
        child.ErrorDataReceived += (_, line) => Keep(line.Data);
        child.Start();
        _processId = child.Id;
        child.StandardInput.Close();
        child.BeginErrorReadLine();
        return child;
    }

    private bool WaitUntilAccepting(Process child)
    {
        var giveUp = Environment.TickCount64 + (long)StartDeadline.TotalMilliseconds;
        while (!child.HasExited && Environment.TickCount64 < giveUp && !_stop.IsSet)
        {
            if (Accepts(_tcpPort) && Accepts(_webSocketPort))
                return !child.HasExited;
            _stop.Wait(20);
        }

        return false;
    }

    private void WaitForEnd(Process child)
    {
        using var ended = new CancellationTokenSource();
        child.EnableRaisingEvents = true;
        child.Exited += (_, _) => CancelQuietly(ended);
        if (child.HasExited)
            CancelQuietly(ended);
        try
        {
            _stop.Wait(ended.Token);
        }
        catch (OperationCanceledException)
        {
            // It died by itself.
        }

        End(child);
        _processId = 0;
    }

    private static void CancelQuietly(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The wait was over before.
        }
    }

    private static void End(Process child)
    {
        if (!child.HasExited)
        {
            _ = Signal(child.Id, Terminate);
            if (!child.WaitForExit(StopDeadline))
                child.Kill();
        }

        // Without a time this also waits for the last of its words.
        child.WaitForExit();
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line.Length > 400 ? line[..400] : line);
            if (_lastLines.Count > LinesKept)
                _lastLines.Dequeue();
        }
    }

    private string LastWords()
    {
        lock (_lastLines)
            return _lastLines.Count == 0 ? "none" : string.Join("; ", _lastLines.TakeLast(3));
    }

    private static bool Accepts(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort(int except = 0)
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            if (socket.LocalEndPoint is IPEndPoint { Port: var port } && port != except)
                return port;
        }
    }

#pragma warning disable CA5394 // Spreads restarts; nobody gains by guessing it.
    private static TimeSpan Jitter(TimeSpan delay) => delay * (0.75 + (0.5 * Random.Shared.NextDouble()));
#pragma warning restore CA5394

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);

    [LoggerMessage(EventId = 700, Level = LogLevel.Information, Message = "The demo's broker listens at {Tcp} and {WebSocket}")]
    private partial void LogStarted(Uri tcp, Uri webSocket);

    [LoggerMessage(EventId = 701, Level = LogLevel.Warning, Message = "The demo's broker died and is started again (time {Restarts}); its last words: {LastWords}")]
    private partial void LogRestart(int restarts, string lastWords);

    [LoggerMessage(EventId = 702, Level = LogLevel.Error, Message = "The demo's broker cannot be started again: {Problem}. Restart the agent.")]
    private partial void LogGivenUp(string problem);
}
