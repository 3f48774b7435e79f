using System.Text.Json;
using CamAgent.Access;

namespace CamAgent.DataChannels.Control;

/// <summary>A call with who makes it.</summary>
/// <param name="Session">The viewer's session.</param>
/// <param name="Rights">What the viewer may do.</param>
/// <param name="Parameters">An object, or undefined.</param>
internal sealed record RpcCall(string Session, ViewerRights Rights, JsonElement Parameters)
{
    public bool TryGetText(string name, out string text)
    {
        text = "";
        if (!TryGet(name, out var value) || value.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return false;
        }
    }

    public bool TryGetBoolean(string name, out bool value)
    {
        value = TryGet(name, out var element) && element.ValueKind == JsonValueKind.True;
        return value || element.ValueKind == JsonValueKind.False;
    }

    public bool TryGetNumber(string name, out double value)
    {
        value = 0;
        return TryGet(name, out var element) && element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out value) && double.IsFinite(value);
    }

    public bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return Parameters.ValueKind == JsonValueKind.Object && Parameters.TryGetProperty(name, out value);
    }
}

/// <summary>Carries out a call. Any thread; one at a time for each channel.</summary>
internal delegate ValueTask<RpcOutcome> RpcHandler(RpcCall call);
