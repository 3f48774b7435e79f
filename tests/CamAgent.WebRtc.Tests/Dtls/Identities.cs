using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc.Tests.Dtls;

/// <summary>Two peers' certificates and contexts, made once for all tests: a context is read-only and shared.</summary>
internal static class Identities
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DtlsCertificate Camera = DtlsCertificate.Create(Start, Start.AddYears(30));
    public static readonly DtlsCertificate Viewer = DtlsCertificate.Create(Start, Start.AddYears(30));
    public static readonly DtlsCertificate Stranger = DtlsCertificate.Create(Start, Start.AddYears(30));

    public static readonly DtlsContext CameraContext = DtlsContext.Create(Camera, SrtpProfilePreference.For(processorHasAes: true));
    public static readonly DtlsContext ViewerContext = DtlsContext.Create(Viewer, SrtpProfilePreference.For(processorHasAes: true));

    public static DtlsContext WithProfiles(params SrtpProfile[] profiles) => DtlsContext.Create(Viewer, profiles);
}
