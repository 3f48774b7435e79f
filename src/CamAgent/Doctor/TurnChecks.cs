using CamAgent.Configuration;
using CamAgent.Hosting;
using CamAgent.WebRtc;
using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Turn;

namespace CamAgent.Doctor;

/// <summary>Each way to each TURN server: an allocation, and a datagram that goes out by it and comes back by another.</summary>
internal static class TurnChecks
{
    public static IEnumerable<DoctorCheck> All(AgentConfiguration configuration, TimeProvider time)
    {
        // Without it viewers in the same network can watch all the same; where relays are the only way, nobody can.
        var isOnlyWay = configuration.WebRtc.IceTransportPolicy == IceTransportPolicy.Relay;
        foreach (var server in ConfiguredIceServers.TurnServers(configuration, time))
        {
            foreach (var uri in server.Uris)
                yield return new DoctorCheck($"TURN {uri}", stop => LookAsync(uri, server.Credentials, isOnlyWay, time, stop)) { Deadline = TimeSpan.FromSeconds(12) };
        }
    }

    private static async ValueTask<DoctorFinding> LookAsync(TurnUri uri, TurnCredentialSource credentials, bool isOnlyWay, TimeProvider time, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TimeSpan.FromSeconds(8));
        try
        {
            return Describe(await TurnProbe.RunAsync(uri, credentials.Create(), SecureRandomSource.Instance, time, patience.Token), uri, isOnlyWay);
        }
        catch (TurnCredentialException exception)
        {
            return DoctorFinding.Fail(exception.Message, "Make the file, readable for the agent alone, with nothing but the secret in it.");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Trouble("the server does not answer", Unreachable(uri), isOnlyWay);
        }
    }

    private static DoctorFinding Describe(TurnProbeResult result, TurnUri uri, bool isOnlyWay) => result switch
    {
        { RoundTrip: { } time } => DoctorFinding.Ok(string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"relays from {result.Relayed}; a datagram came back after {time.TotalMilliseconds:F0} ms")),
        { Relayed.IsSpecified: true, Reason: TurnEndReason.QuotaReached } => DoctorFinding.Warn(
            $"relays from {result.Relayed}; whether anything comes through was not tried: {result.Problem}",
            "The agent and this check need an allocation each: raise the server's quota for this user."),
        { Relayed.IsSpecified: true } => DoctorFinding.Warn(
            $"relays from {result.Relayed}, but {result.Problem}",
            "See that the server's firewall lets its relay ports in (coturn: min-port to max-port, UDP) and that external-ip is right. A server may also refuse to relay to itself."),
        { Reason: TurnEndReason.WrongCredentials } => DoctorFinding.Fail(
            result.Problem, "Check username and credentialFile or sharedSecretFile below webRtc.iceServers; with a shared secret also this machine's clock."),
        { Reason: TurnEndReason.QuotaReached or TurnEndReason.InsufficientCapacity } => Trouble(result.Problem, "Raise the server's limits, or wait until old allocations have run out.", isOnlyWay),
        { Reason: TurnEndReason.Unreachable or TurnEndReason.Disconnected } => Trouble(result.Problem, Unreachable(uri), isOnlyWay),
        _ when result.Problem.Contains("certificate", StringComparison.Ordinal) => DoctorFinding.Fail(
            result.Problem, "The name in webRtc.iceServers has to be the certificate's. A certificate authority of your own goes into the system's store, or into the file that SSL_CERT_FILE names."),
        _ => Trouble(result.Problem, Unreachable(uri), isOnlyWay),
    };

    private static string Unreachable(TurnUri uri) =>
        $"Check the address, and that {(uri.Transport == TurnTransport.Udp ? "UDP" : "TCP")} gets out to port {uri.Port}. Where UDP does not, add turns:{uri.Host}:443?transport=tcp.";

    private static DoctorFinding Trouble(string what, string remedy, bool isOnlyWay) =>
        isOnlyWay ? DoctorFinding.Fail(what, remedy) : DoctorFinding.Warn(what, remedy);
}
