using System.Text;
using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Session;

/// <content>CONNECT, CONNACK and DISCONNECT.</content>
internal sealed partial class MqttSession
{
    private string _clientId;
    private bool _cleanStart;
    private bool _askedForCleanStart;
    private TimeSpan _connackDeadline;

    /// <summary>A transport stands: writes CONNECT.</summary>
    public void ConnectionOpened(string? password, TimeSpan now)
    {
        _connection++;
        Fault = null;
        Phase = SessionPhase.ConnectSent;
        _limits = ServerLimits.None;
        _connackDeadline = now + _options.ConnectTimeout;
        _askedForCleanStart = _cleanStart || _options.SessionExpiry == TimeSpan.Zero;
        WriteControl(new ConnectPacket
        {
            Version = Version,
            CleanStart = _askedForCleanStart,
            KeepAliveSeconds = (ushort)_options.KeepAlive.TotalSeconds,
            ClientId = _clientId,
            UserName = _options.UserName,
            Password = password is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(password),
            Will = _options.Will is { } will ? ToWill(will) : null,
            Properties = Version == MqttVersion.V5 ? ConnectProperties() : null,
        });
    }

    /// <summary>
    /// Says goodbye: everything that the window still takes, then DISCONNECT. With <paramref name="publishWill"/> the broker publishes the will:
    /// by code 0x04 on MQTT 5, by silence on MQTT 3.1.1.
    /// </summary>
    public void Disconnect(bool publishWill, TimeSpan now)
    {
        if (Phase == SessionPhase.Connected)
        {
            WritePublishes(_control, now, int.MaxValue);
            if (Version == MqttVersion.V5 || !publishWill)
                WriteControl(new DisconnectPacket(publishWill ? ReasonCode.DisconnectWithWillMessage : ReasonCode.Success));
        }

        Close(new(MqttFaultKind.Stopped, "the client was stopped"));
    }

    /// <summary>The other version, where the preference allows it and the broker refused the present one.</summary>
    public bool TryFallBack(MqttFault fault)
    {
        if (_options.Version != MqttVersionPreference.V5ThenV311 || fault is not { Kind: MqttFaultKind.Refused, Code: ReasonCode.UnsupportedProtocolVersion })
            return false;
        var wasV5 = Version == MqttVersion.V5;
        Version = wasV5 ? MqttVersion.V311 : MqttVersion.V5;
        // A broker that was replaced by a newer one gets MQTT 5 again, but not at once: one that refuses both must not be asked in a circle.
        return wasV5;
    }

    private void HandleConnack(ConnackPacket packet, TimeSpan now)
    {
        if (packet.Code != ReasonCode.Success)
        {
            Refused(packet);
            return;
        }

        if (packet.ReturnCode is not null && Version == MqttVersion.V5)
        {
            Violated(ProtocolViolation.Malformed("its CONNACK has no properties"));
            return;
        }

        // §3.2.2.1.1. After a restart of this process a session may be present that it has no memory of; its content, subscriptions and waiting
        // messages, is what a caller who asked for no clean start wants.
        if (packet.SessionPresent && _askedForCleanStart)
        {
            Violated(ProtocolViolation.Protocol("it continues a session although a clean start was asked for"));
            return;
        }

        var properties = packet.Properties;
        Phase = SessionPhase.Connected;
        _cleanStart = false;
        _clientId = properties?.AssignedClientIdentifier ?? _clientId;
        _limits = ServerLimits.From(properties);
        StartKeepAlive(properties?.ServerKeepAlive, now);
        ResumeInbound(packet.SessionPresent);
        ResumeInFlight(packet.SessionPresent);
        ResumeSubscriptions(packet.SessionPresent);
        Tell(new SessionEvent.Connected(
            new(Version, _clientId, packet.SessionPresent, _keepAlive, _limits.MaximumPacketSize, properties?.ReasonString)));
    }

    private void Refused(ConnackPacket packet)
    {
        var reason = packet.Properties?.ReasonString;
        var reference = packet.Properties?.ServerReference;
        var words = packet.ReturnCode is { } code ? $"{ReasonCodeText.Name(packet.Code)} (return code {code})" : packet.Code.InWords(reason);
        Close(new(
            MqttFaultKind.Refused,
            $"{_broker} refused the connection: {words}{Redirection(reference)}",
            packet.Code,
            reason,
            reference));
    }

    private PacketProperties ConnectProperties() => new()
    {
        SessionExpiryInterval = _options.SessionExpiry > TimeSpan.Zero ? WholeSeconds(_options.SessionExpiry) : null,
        ReceiveMaximum = (ushort)_options.ReceiveMaximum,
        MaximumPacketSize = (uint)_options.MaximumPacketSize,
        TopicAliasMaximum = _options.TopicAliasMaximum > 0 ? (ushort)_options.TopicAliasMaximum : null,
        UserProperties = _options.UserProperties.Count > 0 ? [.. _options.UserProperties] : null,
    };

    private ConnectWill ToWill(MqttWill will)
    {
        PacketProperties? properties = null;
        if (Version == MqttVersion.V5)
        {
            properties = MessageProperties(will.Message, will.Message.Expiry) ?? new();
            properties.WillDelayInterval = will.Delay > TimeSpan.Zero ? WholeSeconds(will.Delay) : null;
        }

        return new(will.Message.Topic, will.Message.Payload, will.Message.QoS, will.Message.Retain, properties);
    }

    private static uint WholeSeconds(TimeSpan span) => (uint)Math.Clamp(Math.Ceiling(span.TotalSeconds), 1, uint.MaxValue);
}
