using System.Diagnostics.CodeAnalysis;

namespace CamAgent.Mqtt.Transport;

/// <summary>Where the broker is, and what lies between: from an mqtt, mqtts, ws or wss URL.</summary>
internal sealed record MqttEndpoint
{
    private static readonly Dictionary<string, (int Port, bool Tls, bool WebSocket)> Schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["mqtt"] = (1883, false, false),
        ["mqtts"] = (8883, true, false),
        ["ws"] = (80, false, true),
        ["wss"] = (443, true, true),
    };

    /// <summary>A name or an address, IPv6 without brackets.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required bool Tls { get; init; }

    /// <summary>The WebSocket's address; null for MQTT straight on TCP or TLS.</summary>
    public Uri? WebSocket { get; init; }

    /// <summary>The broker in messages for people.</summary>
    public string InWords => $"broker at {(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    public static bool TryParse(string url, [NotNullWhen(true)] out MqttEndpoint? endpoint, [NotNullWhen(false)] out string? error)
    {
        endpoint = null;
        error = null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !Schemes.TryGetValue(uri.Scheme, out var scheme) || uri.Host.Length == 0)
            error = $"'{url}' is not a broker's address: mqtt://host:1883, mqtts://host:8883, ws://host/mqtt or wss://host/mqtt.";
        else if (uri.UserInfo.Length > 0)
            error = "A broker's address does not carry a user name or password: they have options of their own.";
        else if (uri.Fragment.Length > 0 || (!scheme.WebSocket && uri.PathAndQuery.Length > 1))
            error = $"'{url}': nothing may follow the port of {uri.Scheme}://.";
        else
            endpoint = From(uri, scheme);
        return endpoint is not null;
    }

    private static MqttEndpoint From(Uri uri, (int Port, bool Tls, bool WebSocket) scheme)
    {
        var port = uri.Port > 0 ? uri.Port : scheme.Port;
        // The usual path of brokers; mosquitto takes any.
        var path = uri.PathAndQuery is "" or "/" ? "/mqtt" : uri.PathAndQuery;
        return new()
        {
            Host = uri.IdnHost.Trim('[', ']'),
            Port = port,
            Tls = scheme.Tls,
            WebSocket = scheme.WebSocket ? new Uri($"{uri.Scheme}://{uri.Host}:{port}{path}") : null,
        };
    }
}
