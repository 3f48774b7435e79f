using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.WebRtc.Tests.Sdp;

internal static class SdpFixture
{
    internal const string CameraFingerprint = "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99";

    internal static LocalMediaParameters Camera => new()
    {
        SessionId = 4711,
        IceUsernameFragment = "camf",
        IcePassword = "camerapasswordcamerapass",
        Fingerprint = new SdpFingerprint("sha-256", CameraFingerprint),
        Ssrc = new Ssrc(123456),
        CanonicalName = "front-door",
    };

    internal static SessionDescription Parse(string text)
    {
        Assert.True(SessionDescription.TryParse(text, out var description, out var error), error?.ToString());
        return description;
    }

    internal static (SessionDescription Answer, NegotiatedMedia Media) Answer(string offer, LocalMediaParameters? local = null)
    {
        Assert.True(OfferAnswer.TryAnswer(Parse(offer), local ?? Camera, out var answer, out var media, out var error), error?.ToString());
        return (answer, media);
    }

    internal static NegotiationErrorCode Refuse(string offer)
    {
        Assert.False(OfferAnswer.TryAnswer(Parse(offer), Camera, out var answer, out var media, out var error));
        Assert.Null(answer);
        Assert.Null(media);
        Assert.NotEmpty(error.Message);
        return error.Code;
    }
}
