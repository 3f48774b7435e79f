namespace CamAgent.HomeAutomation.Commands;

/// <summary><c>ON</c> or <c>OFF</c>, and nothing else (contract §6).</summary>
internal static class SwitchPayload
{
    public static bool TryRead(ReadOnlySpan<byte> payload, out bool on, out string problem)
    {
        on = payload.SequenceEqual("ON"u8);
        problem = on || payload.SequenceEqual("OFF"u8) ? "" : "allowed are ON and OFF";
        return problem.Length == 0;
    }
}
