using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CamAgent.Commands;
using CamAgent.Configuration;
using CamAgent.Http;
using CamAgent.Metrics;

namespace CamAgent.Hosting;

/// <summary>The agent's HTTP face: page, WHEP, health, metrics (contract §5).</summary>
internal static class AgentServer
{
    /// <summary>Adds Kestrel with the agent's limits, on the one address that is configured.</summary>
    public static void Configure(WebApplicationBuilder builder, AgentConfiguration configuration, HttpListenAddress listen)
    {
        var http = configuration.Http;
        var certificate = listen.IsSecure ? LoadCertificate(http) : null;
        builder.WebHost.UseKestrelCore();
        if (listen.IsSecure)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            HttpEdge.Limit(kestrel);
            if (listen.Address is { } address)
                kestrel.Listen(address, listen.Port, Secure);
            else
                kestrel.ListenAnyIP(listen.Port, Secure);
        });
        builder.Services.AddRoutingCore();

        void Secure(Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions options)
        {
            if (certificate is not null)
                options.UseHttps(certificate);
        }
    }

    private static X509Certificate2 LoadCertificate(HttpConfiguration http)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(http.CertificateFile!.Path, http.KeyFile?.Path);
        }
        catch (CryptographicException exception)
        {
            throw new CommandException(
                ExitCode.Configuration, $"http.certificateFile: {http.CertificateFile!.Path} and its key cannot be used: {exception.Message}", exception);
        }
    }

    public static void Map(WebApplication app, Agent agent, Uri? brokerForViewers, TimeProvider time, ILoggerFactory logs)
    {
        var configuration = agent.Configuration;
        var log = logs.CreateLogger("CamAgent.Http");
        var access = new HttpAccess(configuration.Access.Required, agent.Viewers, time, agent.Random, logs.CreateLogger<HttpAccess>());
        app.UseHttpEdge(new CorsPolicy(configuration.Http.AllowedOrigins), log);
        app.UseRouting();
        var whep = new WhepEndpoint(
            new WhepOptions(agent.IceServersFor, TrickleFragments.TryParse), agent.Sessions, access, time, agent.Random, logs.CreateLogger<WhepEndpoint>());
        whep.Map(app);
        app.MapSnapshot(access, agent.Snapshots.TakeAsync, viewer => agent.Presence.Takers.Took(viewer ?? "(anonymous)"));
        app.MapMonitoring(access, agent.Figures.Health, writer => Encoding.UTF8.GetBytes(PrometheusExport.Write(agent.Meter), writer));
        app.MapPages(Path.Combine(AppContext.BaseDirectory, "wwwroot"), () => Describe(agent, brokerForViewers), log);
    }

    /// <exception cref="CommandException">The address cannot be had.</exception>
    public static async Task StartAsync(WebApplication app, HttpListenAddress listen)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException exception)
        {
            throw new CommandException(
                ExitCode.Unavailable, $"{listen} cannot be used: {exception.Message} Set http.listen to another address, or to \"\" for no HTTP.", exception);
        }
    }

    private static ViewerPageInfo Describe(Agent agent, Uri? brokerForViewers)
    {
        agent.Broker?.ExpectViewer();
        var configuration = agent.Configuration;
        var broker = configuration.Mqtt.ViewerUrl ?? brokerForViewers;
        return new ViewerPageInfo(
            configuration.Device.Id,
            configuration.Device.Name,
            ProductVersion.Text,
            agent.Broker is null ? null : broker?.GetComponents(UriComponents.AbsoluteUri, UriFormat.UriEscaped),
            configuration.Mqtt.TopicPrefix,
            configuration.Access.Required,
            configuration.Demo);
    }
}
