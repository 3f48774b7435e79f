using CamAgent.Hardware.Gpio;

namespace CamAgent.Devices;

/// <summary>A configured GPIO input. Any thread may look at it.</summary>
internal sealed class DeviceInput(GpioInput line, string kind)
{
    /// <summary>As configured; a part of topics.</summary>
    public string Name => line.Name;

    /// <summary>As configured: <c>motion</c>, <c>door</c>, <c>button</c>, <c>doorbell</c>…</summary>
    public string Kind { get; } = kind;

    /// <summary>Buttons and doorbells: it is the press that counts, not how long it is down.</summary>
    public bool IsPressed => Kind is "button" or "doorbell";

    /// <summary>Its level now, active-low counted in; null: unavailable.</summary>
    public bool? IsOn => line.IsOn;

    /// <summary>Why it is unavailable, and what to do; null when it is not.</summary>
    public GpioProblem? Problem => line.Problem;

    /// <summary>Edges that came faster than anybody could see them, since the start.</summary>
    public long MissedEdges => line.Missed;

    /// <summary>What consumers were told last. Written by the one who tells them.</summary>
    internal bool? Told { get; set; }

    internal GpioInput Line => line;
}
