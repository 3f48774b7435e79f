namespace CamAgent.Streaming.Choice;

internal enum PictureOrigin
{
    /// <summary>A Video4Linux camera that gives H.264.</summary>
    CodedCamera,

    /// <summary>A Video4Linux camera that gives pictures.</summary>
    Camera,

    /// <summary>libcamera's program.</summary>
    Libcamera,
}

internal enum PictureEncoder
{
    /// <summary>The camera's own.</summary>
    None,

    /// <summary>A memory-to-memory device.</summary>
    Hardware,

    /// <summary>OpenH264.</summary>
    Software,
}

/// <summary>A way from a camera to H.264.</summary>
/// <param name="Device">The camera's node, or the number of libcamera's camera.</param>
/// <param name="EncoderDevice">The encoder's node; empty unless it is hardware.</param>
internal sealed record VideoPlan(PictureOrigin Origin, string Device, PictureEncoder Encoder, string EncoderDevice = "");

/// <summary>What came of choosing.</summary>
/// <param name="Plan">Null where there is no way.</param>
/// <param name="Words">What was chosen and why; or what was found and what is missing.</param>
internal sealed record VideoChoice(VideoPlan? Plan, string Words);
