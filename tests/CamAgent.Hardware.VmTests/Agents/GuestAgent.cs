using System.Collections.Concurrent;
using CamAgent.Access;
using CamAgent.Configuration;
using CamAgent.Hosting;
using CamAgent.Streaming;
using Microsoft.Extensions.Logging;

namespace CamAgent.Hardware.VmTests.Agents;

/// <summary>The whole agent, in this process and inside the guest: cameras and encoders of its kernel, viewers over its loopback interface.</summary>
internal sealed class GuestAgent : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("camagent-guest-").FullName;
    private readonly ILoggerFactory _logs;
    private readonly Agent _agent;
    private int _viewers;

    /// <param name="video">The configuration's video section, as JSON.</param>
    internal GuestAgent(string video)
    {
        var file = Path.Combine(_folder, "camagent.json");
        File.WriteAllText(file, $$"""{ "device": { "id": "guest", "name": "Guest" }, "video": {{video}}, "mqtt": { "url": "" }, "http": { "listen": "" }, "access": { "required": false } }""");
        var loaded = ConfigurationLoader.Load(new ConfigurationSources { File = file, Environment = new Dictionary<string, string>(StringComparer.Ordinal) });
        var configuration = loaded.Configuration ?? throw new InvalidOperationException(string.Join('\n', loaded.Problems));
        var state = StateDirectory.From(new Dictionary<string, string>(StringComparer.Ordinal) { ["STATE_DIRECTORY"] = _folder });
        _logs = LoggerFactory.Create(logging => logging.AddProvider(new Lines(Log)).SetMinimumLevel(LogLevel.Debug));
        _agent = new Agent(configuration, state, server: null, TimeProvider.System, _logs);
        _agent.Start();
    }

    /// <summary>What it has said.</summary>
    internal ConcurrentQueue<string> Log { get; } = new();

    internal VideoPipeline Video => _agent.Video;

    internal CameraControls Controls => _agent.Video.Controls;

    internal int Viewers => _agent.Sessions.Count;

    /// <summary>Somebody watches, until disposed.</summary>
    internal async Task<GuestViewer> WatchAsync()
    {
        var viewer = new GuestViewer();
        var offer = new ViewerOffer($"guest-viewer-{++_viewers}", viewer.CreateOffer(), Viewer: null, ViewerRights.View, "whep");
        var outcome = await _agent.Sessions.OfferAsync(offer, viewer, CancellationToken.None);
        viewer.Start(Assert.IsType<OfferOutcome.Answered>(outcome).Sdp);
        return viewer;
    }

    internal string Told() => $"{Video.Status}\n{string.Join('\n', Log)}";

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        _logs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
