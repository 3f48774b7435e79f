using System.Net.Sockets;
using CamAgent.Access;
using CamAgent.Commands;
using CamAgent.Configuration;
using CamAgent.Demo;
using CamAgent.Doctor;
using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.Sensors;
using CamAgent.Signaling;
using CamAgent.Signaling.Paste;
using CamAgent.Systemd;

namespace CamAgent.Hosting;

/// <summary>Runs the agent, or the part of it that a command needs.</summary>
internal sealed class AgentRunner(IReadOnlyDictionary<string, string> environment, TimeProvider time) : IAgentRunner
{
    // Fixed, so that a page that lost its agent finds the broker of the next one; any free ones when these are taken.
    private const int DemoBrokerPort = 18830;
    private const int DemoWebSocketPort = 18831;

    public async Task<int> RunAsync(AgentConfiguration configuration, Func<ConfigurationResult> reload, CancellationToken stop)
    {
        using var notifier = ServiceNotifier.ForProcess();
        while (await RunOnceAsync(configuration, reload, notifier, stop))
        {
            // A restart is also what makes the keys count that cannot change while running.
            configuration = reload().Configuration ?? configuration;
        }

        return ExitCode.Ok;
    }

    /// <returns>True when it is to start again.</returns>
    private async Task<bool> RunOnceAsync(
        AgentConfiguration configuration, Func<ConfigurationResult> reload, ServiceNotifier notifier, CancellationToken stop)
    {
        Require(configuration);
        var listen = configuration.Http.Listen is { } wanted ? ChooseAddress(configuration, wanted) : null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "camagent", ContentRootPath = AppContext.BaseDirectory });
        AgentLogging.Configure(builder.Logging, environment, configuration.Demo);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        if (listen is not null)
            AgentServer.Configure(builder, configuration, listen);
        else
            builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.Server.IServer, NoServer>();
        await using var app = builder.Build();
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        var log = logs.CreateLogger("CamAgent.Agent");

        using var local = await StartLocalBrokerAsync(configuration, logs, stop);
        var server = local?.TcpUrl ?? configuration.Mqtt.Url;
        await using var agent = new Agent(configuration, StateDirectory.From(environment), server, time, logs);
        agent.Start();
        // Not for an offer by copy and paste, which must not switch anything.
        agent.Devices.Start();
        if (listen is not null)
        {
            AgentServer.Map(app, agent, local?.WebSocketUrl, time, logs);
            await AgentServer.StartAsync(app, listen);
        }

        HostingLog.Started(log, configuration.Device.Id, agent.Endpoint.Port, listen?.ToString() ?? "off", server?.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) ?? "off");
        if (configuration.Demo)
            DemoBanner.Print(configuration, listen, local);
        using var reloading = new ReloadSignals(configuration.File, time, () => Reload(agent, reload, notifier, log));
        agent.Sessions.Changed += () => notifier.Status(agent.Figures.InWords());
        agent.Video.StatusChanged += _ => notifier.Status(agent.Figures.InWords());
        notifier.Ready(agent.Figures.InWords());
        await ServeAsync(agent, notifier, log, stop);

        var again = !stop.IsCancellationRequested;
        if (again)
        {
            HostingLog.Restarting(log);
            notifier.Reloading();
        }
        else
        {
            HostingLog.Stopping(log);
            notifier.Stopping();
        }

        if (listen is not null)
            await app.StopAsync(CancellationToken.None);
        return again;
    }

    public async Task<int> OfferAsync(AgentConfiguration configuration, TextReader input, TextWriter output, CancellationToken stop)
    {
        Require(configuration);
        using var logs = LoggerFactory.Create(logging => AgentLogging.Configure(logging, environment, quiet: true));
        await using var agent = new Agent(configuration, StateDirectory.From(environment), server: null, time, logs);
        agent.Start();
        var outcome = await new PasteSignaling(agent.Sessions, time, agent.Random).RunAsync(input, output, Console.Error, stop);
        if (outcome.Refused is null)
            return ExitCode.Ok;
        throw new CommandException(
            outcome.Refused is SignalErrorCode.BadRequest or SignalErrorCode.Unsupported ? ExitCode.Usage : ExitCode.Unavailable, outcome.Reason);
    }

    public Task<int> CaptureAsync(AgentConfiguration configuration, string file, TimeSpan duration, CancellationToken stop) =>
        Task.Run(() => Capture.Run(configuration, file, duration, time, stop), CancellationToken.None);

    public IEnumerable<DoctorCheck> Checks(AgentConfiguration configuration) =>
        MediaChecks.All(configuration, time).Concat(DeviceChecks.All(configuration, GpioKernel.Linux, new SysfsSensors(), time));

    private static void Require(AgentConfiguration configuration)
    {
        if (configuration.WebRtc.IceTransportPolicy == IceTransportPolicy.Relay)
        {
            throw new CommandException(
                ExitCode.Configuration, "webRtc.iceTransportPolicy: \"relay\" needs TURN, which this version does not have; allowed is \"all\".");
        }
    }

    private static async Task<LocalBroker?> StartLocalBrokerAsync(AgentConfiguration configuration, ILoggerFactory logs, CancellationToken stop)
    {
        if (!configuration.Demo || configuration.IsSet("mqtt.url"))
            return null;
        var log = logs.CreateLogger("CamAgent.Demo");
        var free = IsFree(DemoBrokerPort) && IsFree(DemoWebSocketPort);
        return await LocalBroker.StartAsync(free ? DemoBrokerPort : 0, free ? DemoWebSocketPort : 0, log, stop);
    }

    // Nobody chose the demo's port: when it is taken, another will do.
    private static HttpListenAddress ChooseAddress(AgentConfiguration configuration, HttpListenAddress wanted)
    {
        if (!configuration.Demo || configuration.IsSet("http.listen") || IsFree(wanted.Port))
            return wanted;
        using var probe = new TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return wanted with { Port = ((System.Net.IPEndPoint)probe.LocalEndpoint).Port };
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(System.Net.IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Until it is stopped or to start again; ends with an exception when the media loop does, which no supervisor within can heal.</summary>
    private async Task ServeAsync(Agent agent, ServiceNotifier notifier, ILogger log, CancellationToken stop)
    {
        var interval = notifier.WatchdogTimeout / 2 ?? TimeSpan.FromSeconds(10);
        using var timer = new PeriodicTimer(interval < TimeSpan.FromSeconds(10) ? interval : TimeSpan.FromSeconds(10), time);
        var diet = new HeapDiet();
        var tick = timer.WaitForNextTickAsync(stop).AsTask();
        while (await Task.WhenAny(agent.Endpoint.Completion, agent.RestartRequested, tick) == tick && await Continues(tick))
        {
            if (agent.Figures.Health().Healthy)
                notifier.FeedWatchdog();
            agent.CloseRemovedViewers();
            diet.Consider();
            notifier.Status(agent.Figures.InWords());
            tick = timer.WaitForNextTickAsync(stop).AsTask();
        }

        if (stop.IsCancellationRequested || agent.RestartRequested.IsCompleted)
            return;
        try
        {
            await agent.Endpoint.Completion;
        }
        catch (Exception exception)
        {
            HostingLog.MediaLoopEnded(log, exception);
            throw;
        }
    }

    private static async Task<bool> Continues(Task<bool> tick)
    {
        try
        {
            return await tick;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static void Reload(Agent agent, Func<ConfigurationResult> reload, ServiceNotifier notifier, ILogger log)
    {
        notifier.Reloading();
        var result = reload();
        if (result.Configuration is { } changed)
            agent.Apply(changed);
        else
            HostingLog.ConfigurationRefused(log, string.Join("; ", result.Problems));
        notifier.Ready(agent.Figures.InWords());
    }
}
