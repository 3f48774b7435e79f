namespace CamAgent.WebRtc.Media;

/// <summary>Why a key frame is wanted.</summary>
public enum KeyFrameCause
{
    /// <summary>A viewer came, or resumed, and cannot begin without one.</summary>
    Join,

    /// <summary>A decoder lost its way (RFC 4585 §6.3.1).</summary>
    PictureLoss,

    /// <summary>A receiver commanded one (RFC 5104 §4.3.1).</summary>
    FullIntraRequest,

    /// <summary>A viewer's queue was over its bounds, and frames up to the next key frame are dropped.</summary>
    QueueOverflow,
}
