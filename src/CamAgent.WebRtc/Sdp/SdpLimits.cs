namespace CamAgent.WebRtc.Sdp;

/// <summary>What a description may have at most. A browser's largest offer is below a quarter of each; what is beyond is refused, not cut.</summary>
internal static class SdpLimits
{
    /// <summary>Bytes of UTF-8, or characters.</summary>
    internal const int Size = 64 * 1024;

    /// <summary>Characters of a line.</summary>
    internal const int LineLength = 4096;

    internal const int MediaLines = 32;

    /// <summary>Attributes of one section.</summary>
    internal const int Attributes = 512;

    /// <summary>Payload types of one media line.</summary>
    internal const int Formats = 128;

    /// <summary>Candidates in a whole description.</summary>
    internal const int Candidates = 128;
}
