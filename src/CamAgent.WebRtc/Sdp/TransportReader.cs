using System.Diagnostics.CodeAnalysis;

namespace CamAgent.WebRtc.Sdp;

/// <summary>
/// Reads what a media line says of its transport. A bundled line may leave it to the group's tagged line (RFC 9143 §7.1.3), and any line to the session.
/// </summary>
internal sealed class TransportReader
{
    private readonly SessionDescription _session;
    private readonly MediaDescription _media;
    private readonly BundleGroup? _bundle;
    private readonly SdpSection[] _sections;

    internal TransportReader(SessionDescription session, MediaDescription media)
    {
        _session = session;
        _media = media;
        _bundle = BundleGroup.Of(media, session);
        _sections = _bundle?.Tagged is { } tagged && tagged != media ? [media, tagged, session] : [media, session];
    }

    internal BundleGroup? Bundle => _bundle;

    /// <summary>True where the line, or the one that speaks for it, has the attribute.</summary>
    internal bool Has(string name) => SectionWith(name) is not null;

    internal bool TryReadIce([NotNullWhen(true)] out IceDescription? ice)
    {
        ice = null;
        var section = SectionWith("ice-ufrag");
        var fragment = section?.Find("ice-ufrag");
        var password = section?.Find("ice-pwd");
        if (!IceDescription.IsValid(fragment, password))
            return false;
        var candidates = new List<string>();
        var end = _session.Has("end-of-candidates");
        foreach (var media in _session.Media)
        {
            if (!SharesTransport(media, fragment!))
                continue;
            foreach (var candidate in media.All("candidate"))
                candidates.Add("candidate:" + candidate);
            end |= media.Has("end-of-candidates");
        }

        ice = new IceDescription(fragment!, password!, _session.Has("ice-lite"), Trickles(), candidates, end);
        return true;
    }

    internal List<SdpFingerprint> ReadFingerprints()
    {
        var fingerprints = new List<SdpFingerprint>();
        if (SectionWith("fingerprint") is not { } section)
            return fingerprints;
        foreach (var value in section.All("fingerprint"))
        {
            if (SdpFingerprint.TryParse(value, out var fingerprint))
                fingerprints.Add(fingerprint);
        }

        return fingerprints;
    }

    /// <summary>Null for a role that is not known, such as <c>holdconn</c>.</summary>
    internal DtlsSetup? ReadSetup(DtlsSetup absent) => SectionWith("setup")?.Find("setup") switch
    {
        // RFC 4145 §4: what a description means that does not say.
        null => absent,
        "actpass" => DtlsSetup.ActivePassive,
        "active" => DtlsSetup.Active,
        "passive" => DtlsSetup.Passive,
        _ => null,
    };

    private bool SharesTransport(MediaDescription media, string fragment) =>
        media == _media || (_bundle?.Contains(media) == true && (media.Find("ice-ufrag") ?? fragment) == fragment);

    private bool Trickles()
    {
        foreach (var section in _sections)
        {
            foreach (var options in section.All("ice-options"))
            {
                if (options.Split(' ').Contains("trickle", StringComparer.Ordinal))
                    return true;
            }
        }

        return false;
    }

    private SdpSection? SectionWith(string name) => Array.Find(_sections, section => section.Has(name));
}
