namespace CamAgent.HomeAutomation.Commands;

/// <summary>Carries out what the house asked for.</summary>
/// <param name="payload">At most <see cref="HouseCommands.MaximumPayload"/> bytes, as they came.</param>
/// <returns>Why nothing was done, in words; null when it was.</returns>
internal delegate string? HouseCommand(ReadOnlySpan<byte> payload);
