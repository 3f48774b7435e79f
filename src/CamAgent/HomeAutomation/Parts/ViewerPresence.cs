namespace CamAgent.HomeAutomation.Parts;

/// <summary>One who watches, as the house is told.</summary>
/// <param name="Viewer">The paired viewer's name.</param>
/// <param name="Path"><c>host</c>, <c>srflx</c>, <c>prflx</c> or <c>relay</c>.</param>
/// <param name="BytesSent">Since the session began.</param>
internal sealed record ViewerPresence(string Session, string Viewer, DateTimeOffset Since, string Path, long BytesSent);
