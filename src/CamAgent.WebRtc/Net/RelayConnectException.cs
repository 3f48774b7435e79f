namespace CamAgent.WebRtc.Net;

/// <summary>A TCP or TLS connection to a TURN server could not be made; the message says why, in words for a person.</summary>
internal sealed class RelayConnectException(string message, Exception innerException) : Exception(message, innerException);
