using System.Globalization;

namespace CamAgent.Hardware.Video.Controls;

/// <summary>What a control is set to: a number, on or off, an option's name, or nothing for a button.</summary>
public readonly struct ControlValue : IEquatable<ControlValue>
{
    private readonly Form _form;
    private readonly double _number;
    private readonly string? _text;

    private ControlValue(Form form, double number, string? text) => (_form, _number, _text) = (form, number, text);

    private enum Form : byte
    {
        None,
        Number,
        Boolean,
        Text,
    }

    /// <summary>The value of a button: none.</summary>
    public static ControlValue None => default;

    public static ControlValue Of(double number) => new(Form.Number, number, text: null);

    public static ControlValue Of(bool on) => new(Form.Boolean, on ? 1 : 0, text: null);

    /// <summary>The name of a menu's option.</summary>
    public static ControlValue Of(string option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return new(Form.Text, 0, option);
    }

    public bool TryGetNumber(out double number)
    {
        number = _number;
        return _form == Form.Number;
    }

    public bool TryGetBoolean(out bool on)
    {
        on = _number != 0;
        return _form == Form.Boolean;
    }

    public bool TryGetText(out string text)
    {
        text = _text ?? "";
        return _form == Form.Text;
    }

    public bool Equals(ControlValue other) => _form == other._form && _number.Equals(other._number) && string.Equals(_text, other._text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is ControlValue other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_form, _number, _text);

    public static bool operator ==(ControlValue left, ControlValue right) => left.Equals(right);

    public static bool operator !=(ControlValue left, ControlValue right) => !left.Equals(right);

    /// <summary>As MQTT carries it: a number with a point, <c>ON</c> or <c>OFF</c>, the option's name, or nothing.</summary>
    public override string ToString() => _form switch
    {
        Form.Number => _number.ToString(CultureInfo.InvariantCulture),
        Form.Boolean => _number != 0 ? "ON" : "OFF",
        Form.Text => _text!,
        _ => "",
    };
}
