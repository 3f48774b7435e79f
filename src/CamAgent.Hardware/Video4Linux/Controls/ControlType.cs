namespace CamAgent.Hardware.Video4Linux.Controls;

/// <summary>enum v4l2_ctrl_type; arrays and structures begin at <see cref="Compound"/>.</summary>
internal enum ControlType
{
    Integer = 1,
    Boolean = 2,
    Menu = 3,
    Button = 4,
    Integer64 = 5,
    Class = 6,
    String = 7,
    Bitmask = 8,
    IntegerMenu = 9,
    Compound = 0x100,
}
