using System.Text;
using System.Text.Json;
using CamAgent.Signaling;
using CamAgent.Signaling.Authentication;
using CamAgent.Signaling.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.Signaling;

/// <summary>MQTT signaling between a test that plays the viewers and sessions that are faked, under virtual time.</summary>
internal sealed class MqttBench : IDisposable
{
    public const string Session = "session-0001";
    public const string DeviceId = "front-door";
    public const string Nonce = "viewer-nonce-0123456789";
    public const string Offer = "v=0\r\ns=-\r\n";

    public MqttBench(bool accessRequired = true, Func<MqttSignalingOptions, MqttSignalingOptions>? configure = null)
    {
        Directory.Current = [Viewers.Alice, Viewers.Bob, Viewers.TalkOnly];
        var options = new MqttSignalingOptions(
            DeviceId, "Front door", accessRequired, viewer => [new IceServer(["turn:turn.example.org"], viewer ?? "anyone", "secret")]);
        Signaling = new MqttSignaling(
            configure?.Invoke(options) ?? options, Sessions, Directory, Transport, Time, new SeededRandom(1), NullLogger<MqttSignaling>.Instance);
    }

    public ManualTime Time { get; } = new();

    public FakeSessions Sessions { get; } = new();

    public FakeTransport Transport { get; } = new();

    public FakeDirectory Directory { get; } = new();

    public MqttSignaling Signaling { get; }

    public SignalingCounters Counters => Signaling.Counters;

    public void Receive(string session, string json, bool retained = false) => Signaling.Receive(session, Encoding.UTF8.GetBytes(json), retained);

    /// <summary>Says hello with a right MAC; the camera's nonce of the welcome.</summary>
    public string Hello(ViewerEntry viewer, string session = Session)
    {
        Receive(session, HelloJson(viewer, session));
        return Last(session, "welcome").GetProperty("nonce").GetString()!;
    }

    public static string HelloJson(ViewerEntry viewer, string session = Session) =>
        $$"""{"v":1,"type":"hello","viewer":"{{viewer.Name}}","nonce":"{{Nonce}}","mac":"{{SignalMac.Hello(viewer.Secret.Span, DeviceId, session, viewer.Name, Nonce)}}"}""";

    public static string OfferJson(ViewerEntry viewer, string cameraNonce, string session = Session, string sdp = Offer) =>
        $$"""{"v":1,"type":"offer","sdp":{{Quote(sdp)}},"mac":"{{SignalMac.Offer(viewer.Secret.Span, DeviceId, session, cameraNonce, sdp)}}"}""";

    /// <summary>An offer without access.</summary>
    public static string OfferJson() => $$"""{"v":1,"type":"offer","sdp":{{Quote(Offer)}}}""";

    public static string CandidateJson(string candidate) =>
        $$$"""{"v":1,"type":"candidate","candidate":{"candidate":"{{{candidate}}}","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"abcd"}}""";

    /// <summary>hello, welcome, offer, answer.</summary>
    public void Connect(ViewerEntry viewer, string session = Session) => Receive(session, OfferJson(viewer, Hello(viewer, session), session));

    public IReadOnlyList<string> TypesSentTo(string session) =>
        [.. Transport.Sent.Where(sent => sent.Session == session).Select(static sent => sent.Message.GetProperty("type").GetString()!)];

    public JsonElement Last(string session, string type) => Transport.Sent
        .Last(sent => sent.Session == session && sent.Message.GetProperty("type").GetString() == type).Message;

    public IReadOnlyList<string> Errors(string session) =>
        [.. Transport.Sent.Where(sent => sent.Session == session && sent.Message.GetProperty("type").GetString() == "error")
            .Select(static sent => sent.Message.GetProperty("code").GetString()!)];

    public void Dispose() => Signaling.Dispose();

    private static string Quote(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";
}
