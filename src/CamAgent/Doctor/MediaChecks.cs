using System.Net;
using System.Net.Sockets;
using CamAgent.Configuration;
using CamAgent.Hosting;
using CamAgent.Mqtt;

namespace CamAgent.Doctor;

/// <summary>Broker and STUN: tried for real, with the agent's own code.</summary>
internal static class MediaChecks
{
    public static IEnumerable<DoctorCheck> All(AgentConfiguration configuration, TimeProvider time)
    {
        foreach (var check in CameraChecks.All(configuration, time))
            yield return check;
        if (configuration.Mqtt.Url is { } broker && !(configuration.Demo && !configuration.IsSet("mqtt.url")))
            yield return new DoctorCheck("broker", stop => BrokerAsync(configuration, broker, stop)) { Deadline = TimeSpan.FromSeconds(12) };
        foreach (var (host, port) in ConfiguredIceServers.StunServers(configuration.WebRtc))
            yield return new DoctorCheck($"STUN {host}:{port}", stop => StunAsync(host, port, time, stop)) { Deadline = TimeSpan.FromSeconds(8) };
    }

    private static async ValueTask<DoctorFinding> BrokerAsync(AgentConfiguration configuration, Uri broker, CancellationToken stop)
    {
        var mqtt = configuration.Mqtt;
        try
        {
            await using var client = new MqttClient(new MqttClientOptions
            {
                Server = broker.OriginalString,
                UserName = mqtt.Username.Length > 0 ? mqtt.Username : null,
                PasswordProvider = mqtt.PasswordFile is { } password ? password.ReadSecret : null,
                Tls = new MqttTlsOptions
                {
                    CaFile = mqtt.CaFile?.Path,
                    ClientCertificateFile = mqtt.ClientCertificateFile?.Path,
                    ClientKeyFile = mqtt.ClientKeyFile?.Path,
                },
            });
            var refused = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            client.StateChanged += state =>
            {
                if (state is MqttConnectionState.WaitingToRetry waiting)
                    refused.TrySetResult(waiting.Reason);
            };
            var connected = client.WaitForConnectionAsync(stop);
            client.Start();
            if (await Task.WhenAny(connected, refused.Task) != connected)
                return DoctorFinding.Fail(await refused.Task, "Check mqtt.url, and the user and certificates below mqtt.");
            return DoctorFinding.Ok($"{broker.Host} speaks {((await connected).Version == MqttVersion.V5 ? "MQTT 5" : "MQTT 3.1.1")}");
        }
        catch (ArgumentException exception)
        {
            return DoctorFinding.Fail(exception.Message, "Correct the settings below mqtt.");
        }
    }

    private static async ValueTask<DoctorFinding> StunAsync(string host, int port, TimeProvider time, CancellationToken stop)
    {
        const string Remedy = "Check webRtc.iceServers, and that UDP gets out. Viewers in this network can watch all the same.";
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, stop);
        }
        catch (SocketException exception)
        {
            return DoctorFinding.Warn($"the name is not known: {exception.Message}", Remedy);
        }

        foreach (var address in addresses)
        {
            if (await StunProbe.MappedAddressAsync(new IPEndPoint(address, port), time, stop) is { } mapped)
                return DoctorFinding.Ok($"this camera is seen as {mapped}");
        }

        return DoctorFinding.Warn("no answer", Remedy);
    }
}
