namespace CamAgent.Hardware.Video4Linux.Controls;

/// <summary>V4L2_CTRL_FLAG_*.</summary>
[Flags]
internal enum ControlFlags : uint
{
    None = 0,
    Disabled = 0x1,

    /// <summary>Cannot be set just now: another program streams.</summary>
    Grabbed = 0x2,
    ReadOnly = 0x4,

    /// <summary>Setting it may change others.</summary>
    Update = 0x8,

    /// <summary>Without effect while another control rules.</summary>
    Inactive = 0x10,
    Slider = 0x20,
    WriteOnly = 0x40,

    /// <summary>The hardware changes it by itself.</summary>
    Volatile = 0x80,
    HasPayload = 0x100,
    ExecuteOnWrite = 0x200,
}
