using System.Globalization;

namespace CamAgent.WebRtc.Sdp;

/// <summary>One payload type of a media line that stands for H.264 in packetization mode 1.</summary>
internal sealed record H264Format(byte PayloadType, H264ProfileLevelId ProfileLevelId, bool LevelAsymmetryAllowed)
{
    internal string Format => PayloadType.ToString(CultureInfo.InvariantCulture);

    /// <summary>Every such payload type, in the line's order of preference.</summary>
    internal static List<H264Format> AllOf(MediaDescription media)
    {
        var formats = new List<H264Format>();
        foreach (var format in media.Formats)
        {
            if (byte.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var type)
                && type < 128
                && ValueFor(media, "rtpmap", format) is { } map
                && map.Trim().Equals("H264/90000", StringComparison.OrdinalIgnoreCase)
                && TryRead(type, ValueFor(media, "fmtp", format) ?? "") is { } read)
            {
                formats.Add(read);
            }
        }

        return formats;
    }

    /// <summary>
    /// The format to send a stream of this profile in: the stream's own id if it is offered, else another name of the same profile, else plain baseline
    /// for a constrained baseline stream. Browsers match profiles exactly, so a stream of another profile is not sent under a name that is not its own.
    /// Between equals, the first whose level is high enough wins.
    /// </summary>
    internal static H264Format? Choose(List<H264Format> offered, H264ProfileLevelId stream) =>
        offered.Find(f => f.ProfileLevelId == stream)
        ?? offered.Find(f => stream.HasSameProfile(f.ProfileLevelId) && f.ProfileLevelId.LevelIdc >= stream.LevelIdc)
        ?? offered.Find(f => stream.HasSameProfile(f.ProfileLevelId))
        ?? offered.Find(f => stream.IsSubsetOfBaseline(f.ProfileLevelId));

    /// <summary>
    /// The id to answer with: what the stream's SPS says; in the baseline case, the receiver's profile, which the stream conforms to as well.
    /// </summary>
    internal H264ProfileLevelId AnswerFor(H264ProfileLevelId stream)
    {
        // RFC 6184 §8.2.2: without asymmetry, the answer's level is not above the offer's.
        var level = LevelAsymmetryAllowed ? stream.LevelIdc : Math.Min(stream.LevelIdc, ProfileLevelId.LevelIdc);
        var profile = stream.HasSameProfile(ProfileLevelId) ? stream : ProfileLevelId;
        return profile with { LevelIdc = level };
    }

    internal static string Parameters(H264ProfileLevelId id) => $"level-asymmetry-allowed=1;packetization-mode=1;profile-level-id={id}";

    private static H264Format? TryRead(byte type, string parameters)
    {
        var mode = 0;
        var asymmetry = false;
        var id = H264ProfileLevelId.Default;
        foreach (var range in parameters.AsSpan().Split(';'))
        {
            var parameter = parameters.AsSpan(range).Trim();
            var equals = parameter.IndexOf('=');
            if (equals < 0)
                continue;
            var name = parameter[..equals].Trim();
            var value = parameter[(equals + 1)..].Trim();
            if (name.Equals("packetization-mode", StringComparison.OrdinalIgnoreCase))
                _ = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out mode);
            else if (name.Equals("level-asymmetry-allowed", StringComparison.OrdinalIgnoreCase))
                asymmetry = value is "1";
            else if (name.Equals("profile-level-id", StringComparison.OrdinalIgnoreCase) && !H264ProfileLevelId.TryParse(value, out id))
                return null;
        }

        return mode == 1 ? new H264Format(type, id, asymmetry) : null;
    }

    private static string? ValueFor(MediaDescription media, string attribute, string format)
    {
        foreach (var value in media.All(attribute))
        {
            var space = value.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && value.AsSpan(0, space).SequenceEqual(format))
                return value[(space + 1)..];
        }

        return null;
    }
}
