namespace CamAgent.Mqtt;

/// <summary>Reason codes in words, as they appear in messages for people.</summary>
public static class ReasonCodeText
{
    public static bool IsFailure(this ReasonCode code) => (byte)code >= 0x80;

    /// <summary>For example "not authorised (0x87)", followed by the broker's own reason string where it gave one.</summary>
    public static string InWords(this ReasonCode code, string? reasonString = null)
    {
        var words = $"{Name(code)} (0x{(byte)code:x2})";
        return string.IsNullOrEmpty(reasonString) ? words : $"{words}: {Printable(reasonString)}";
    }

    // What a broker sends reaches logs and terminals: no control characters, and not a page of it.
    internal static string Printable(string text)
    {
        const int Longest = 200;
        return string.Create(Math.Min(text.Length, Longest), text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
    }

    internal static string Name(ReasonCode code) => code switch
    {
        ReasonCode.Success => "success",
        ReasonCode.GrantedQoS1 => "granted QoS 1",
        ReasonCode.GrantedQoS2 => "granted QoS 2",
        ReasonCode.DisconnectWithWillMessage => "disconnect with will message",
        ReasonCode.NoMatchingSubscribers => "no matching subscribers",
        ReasonCode.NoSubscriptionExisted => "no subscription existed",
        ReasonCode.ContinueAuthentication => "continue authentication",
        ReasonCode.ReAuthenticate => "re-authenticate",
        ReasonCode.MalformedPacket => "malformed packet",
        ReasonCode.ProtocolError => "protocol error",
        ReasonCode.ImplementationSpecificError => "implementation-specific error",
        ReasonCode.UnsupportedProtocolVersion => "unsupported protocol version",
        ReasonCode.ClientIdentifierNotValid => "client identifier not valid",
        ReasonCode.BadUserNameOrPassword => "bad user name or password",
        ReasonCode.NotAuthorized => "not authorised",
        ReasonCode.ServerUnavailable => "server unavailable",
        ReasonCode.ServerBusy => "server busy",
        ReasonCode.Banned => "banned",
        ReasonCode.ServerShuttingDown => "server shutting down",
        ReasonCode.BadAuthenticationMethod => "bad authentication method",
        ReasonCode.KeepAliveTimeout => "keep-alive timeout",
        ReasonCode.SessionTakenOver => "session taken over: another client uses the same client id",
        ReasonCode.TopicFilterInvalid => "topic filter invalid",
        ReasonCode.TopicNameInvalid => "topic name invalid",
        ReasonCode.PacketIdentifierInUse => "packet identifier in use",
        ReasonCode.PacketIdentifierNotFound => "packet identifier not found",
        ReasonCode.ReceiveMaximumExceeded => "receive maximum exceeded",
        ReasonCode.TopicAliasInvalid => "topic alias invalid",
        ReasonCode.PacketTooLarge => "packet too large",
        ReasonCode.MessageRateTooHigh => "message rate too high",
        ReasonCode.QuotaExceeded => "quota exceeded",
        ReasonCode.AdministrativeAction => "administrative action",
        ReasonCode.PayloadFormatInvalid => "payload format invalid",
        ReasonCode.RetainNotSupported => "retain not supported",
        ReasonCode.QoSNotSupported => "QoS not supported",
        ReasonCode.UseAnotherServer => "use another server",
        ReasonCode.ServerMoved => "server moved",
        ReasonCode.SharedSubscriptionsNotSupported => "shared subscriptions not supported",
        ReasonCode.ConnectionRateExceeded => "connection rate exceeded",
        ReasonCode.MaximumConnectTime => "maximum connect time",
        ReasonCode.SubscriptionIdentifiersNotSupported => "subscription identifiers not supported",
        ReasonCode.WildcardSubscriptionsNotSupported => "wildcard subscriptions not supported",
        _ => "unspecified error",
    };
}
