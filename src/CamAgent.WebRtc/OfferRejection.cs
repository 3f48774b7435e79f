namespace CamAgent.WebRtc;

/// <summary>Why a description was not taken; nothing has changed.</summary>
/// <param name="Message">For people.</param>
/// <param name="IsMalformed">It is no session description; otherwise it is one, and asks for what is not served.</param>
public sealed record OfferRejection(string Message, bool IsMalformed);
