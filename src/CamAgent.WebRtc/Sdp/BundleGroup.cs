namespace CamAgent.WebRtc.Sdp;

/// <summary>The media lines that share one transport (RFC 9143): the mids of one <c>a=group:BUNDLE</c>.</summary>
internal sealed class BundleGroup
{
    private readonly string[] _mids;
    private readonly SessionDescription _session;

    private BundleGroup(SessionDescription session, string[] mids)
    {
        _session = session;
        _mids = mids;
    }

    /// <summary>§7.2: the first line of the group speaks for the transport; null where none has its mid.</summary>
    internal MediaDescription? Tagged => _mids.Length == 0 ? null : _session.Media.Find(media => media.Mid == _mids[0]);

    /// <summary>The group that a line is in; null for none.</summary>
    internal static BundleGroup? Of(MediaDescription media, SessionDescription session)
    {
        if (media.Mid is not { Length: > 0 } mid)
            return null;
        foreach (var group in session.All("group"))
        {
            var words = group.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && words[0] == "BUNDLE" && Array.IndexOf(words, mid, 1) > 0)
                return new BundleGroup(session, words[1..]);
        }

        return null;
    }

    internal bool Contains(MediaDescription media) => media.Mid is { } mid && Array.IndexOf(_mids, mid) >= 0;
}
