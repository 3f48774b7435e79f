using System.Globalization;
using System.Runtime.InteropServices;
using CamAgent.Access;

namespace CamAgent.Demo;

/// <summary>The directory of the broker's configuration: for the broker's user only, and gone when the broker is.</summary>
internal sealed class LocalBrokerDirectory : IDisposable
{
    private const string Prefix = "camagent-demo-broker-";

    private readonly string _path;

    public LocalBrokerDirectory()
    {
        RemoveStale();
        _path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}"));
        PrivateFile.CreateDirectory(_path);
    }

    public string ConfigurationFile => Path.Combine(_path, "mosquitto.conf");

    public string Location => _path;

    public void Write(LocalBrokerCommand command, int tcpPort, int webSocketPort)
    {
        File.WriteAllText(ConfigurationFile, Configuration(command.StaysRoot, tcpPort, webSocketPort));
        if (command.Owner is not { } owner)
            return;
        if (NativeFile.ChangeOwner(_path, owner.User, owner.Group) != 0 || NativeFile.ChangeOwner(ConfigurationFile, owner.User, owner.Group) != 0)
            throw new LocalBrokerException($"{_path} cannot be given to the user mosquitto: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    public void Dispose() => Remove(_path);

    /// <summary>mosquitto.conf(5), for 2.0. Everything is bounded: the demo must not eat the machine that it is tried on.
    /// Without <c>socket_domain</c>, 2.0.11 binds the WebSocket listener to every address, whatever address it is given.</summary>
    internal static string Configuration(bool staysRoot, int tcpPort, int webSocketPort) => string.Create(CultureInfo.InvariantCulture, $"""
        persistence false
        log_dest stderr
        log_type error
        log_type warning
        connection_messages false
        allow_anonymous true
        max_packet_size 2097152
        max_inflight_messages 100
        max_queued_messages 1000
        max_queued_bytes 16777216
        memory_limit 134217728
        persistent_client_expiration 1h
        {(staysRoot ? "user root" : "")}
        listener {tcpPort} 127.0.0.1
        socket_domain ipv4
        protocol mqtt
        max_connections 200
        listener {webSocketPort} 127.0.0.1
        socket_domain ipv4
        protocol websockets
        max_connections 200

        """);

    /// <summary>What agents that were killed left behind.</summary>
    private static void RemoveStale()
    {
        try
        {
            foreach (var directory in Directory.EnumerateDirectories(Path.GetTempPath(), $"{Prefix}*"))
            {
                var name = Path.GetFileName(directory)[Prefix.Length..].Split('-');
                if (name.Length == 2 && Guid.TryParseExact(name[1], "N", out _) && int.TryParse(name[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                    && !Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}")))
                {
                    Remove(directory);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or being removed right now.
        }
    }

    private static void Remove(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // In the temporary directory, and small: the system clears it.
        }
    }
}
