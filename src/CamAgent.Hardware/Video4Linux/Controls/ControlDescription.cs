namespace CamAgent.Hardware.Video4Linux.Controls;

/// <summary>A control as the driver describes it (struct v4l2_query_ext_ctrl and v4l2_querymenu).</summary>
/// <param name="Id">V4L2_CID_*.</param>
/// <param name="Name">The kernel's name: <c>White Balance, Automatic</c>.</param>
internal sealed record ControlDescription(uint Id, string Name, ControlType Type, long Minimum, long Maximum, long Step, long Default, ControlFlags Flags)
{
    /// <summary>Of menus, in the driver's order. A driver leaves out what it does not have.</summary>
    public IReadOnlyList<MenuItem> Items { get; init; } = [];

    /// <summary>It holds one number: no array, no string, no structure.</summary>
    public bool IsScalar { get; init; } = true;
}

/// <summary>One option of a menu.</summary>
/// <param name="Index">What the control is set to for it.</param>
/// <param name="Value">Of integer menus what it stands for, else the index.</param>
internal readonly record struct MenuItem(long Index, string Name, long Value);
