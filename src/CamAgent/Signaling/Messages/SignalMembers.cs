using System.Text.Json;

namespace CamAgent.Signaling.Messages;

/// <summary>
/// Walks the members of a JSON object and takes the known ones, each at most once (RFC 8259 §4 leaves repeated names
/// undefined, and what two readers understand differently is a way around a check). The first fault ends the walk.
/// </summary>
internal ref struct SignalMembers
{
    /// <summary>Far above what any message needs; nesting below an unknown member counts too.</summary>
    private const int MaximumDepth = 16;

    private Utf8JsonReader _json;
    private uint _seen;

    /// <exception cref="JsonException">The text is not JSON.</exception>
    public SignalMembers(ReadOnlySpan<byte> utf8)
    {
        _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaximumDepth });
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
            Fault = "The message is not a JSON object.";
    }

    /// <summary>What is wrong, in words; null while nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Moves to the next member of the current object; false at its end or after a fault.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public bool Next()
    {
        if (Fault is not null)
            return false;
        _json.Read();
        if (_json.TokenType == JsonTokenType.PropertyName)
            return true;
        if (_json.CurrentDepth == 0)
            _json.Read(); // Throws when anything but white space follows the message.
        return false;
    }

    public readonly bool Is(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    public void Ignore() => _json.Skip();

    /// <summary>The current member's text; null when it is JSON's null, or at a fault.</summary>
    /// <param name="member">The number of the member within the message, 0 to 31: to notice repetition.</param>
    /// <param name="maximumBytes">As it stands in the message, before escapes are resolved.</param>
    public string? Text(int member, string name, int maximumBytes)
    {
        Take(member, name);
        if (Fault is not null || _json.TokenType == JsonTokenType.Null)
            return null;
        if (_json.TokenType != JsonTokenType.String)
            Fault = $"\"{name}\" is not a string.";
        else if (_json.ValueSpan.Length > maximumBytes)
            Fault = $"\"{name}\" is too long.";
        return Fault is null ? _json.GetString() : null;
    }

    /// <summary>The current member's whole number from 0 to 65535; null when it is JSON's null, or at a fault.</summary>
    public int? Index(int member, string name)
    {
        Take(member, name);
        if (Fault is not null || _json.TokenType == JsonTokenType.Null)
            return null;
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetUInt16(out var value))
            return value;
        Fault = $"\"{name}\" is not a whole number from 0 to 65535.";
        return null;
    }

    /// <summary>The current member's version: -1 for a number that is not a version of ours, null at a fault.</summary>
    public int? Version(int member, string name)
    {
        Take(member, name);
        if (Fault is not null)
            return null;
        if (_json.TokenType == JsonTokenType.Number)
            return _json.TryGetInt32(out var value) ? value : -1;
        Fault = $"\"{name}\" is not a number.";
        return null;
    }

    /// <summary>Steps into the member's object, so that <see cref="Next"/> walks it; false when it is JSON's null, or at a fault.</summary>
    public bool Enter(int member, string name)
    {
        Take(member, name);
        if (Fault is not null || _json.TokenType == JsonTokenType.Null)
            return false;
        if (_json.TokenType == JsonTokenType.StartObject)
            return true;
        Fault = $"\"{name}\" is neither an object nor null.";
        return false;
    }

    private void Take(int member, string name)
    {
        _json.Read();
        var bit = 1u << member;
        if ((_seen & bit) != 0)
            Fault = $"\"{name}\" stands there twice.";
        _seen |= bit;
    }
}
