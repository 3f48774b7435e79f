namespace CamAgent.Hardware.Video.Controls;

/// <summary>What a camera control takes.</summary>
public enum ControlKind
{
    /// <summary>Whole numbers from a minimum to a maximum in steps.</summary>
    Integer,

    /// <summary>Numbers with decimals from a minimum to a maximum.</summary>
    Number,

    /// <summary>On or off.</summary>
    Boolean,

    /// <summary>One of a list of named options.</summary>
    Menu,

    /// <summary>Pressed, without a value.</summary>
    Button,
}
