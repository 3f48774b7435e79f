using CamAgent.Hardware.Video.Controls;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Agents;

/// <summary>Every control that the camera has is changed while a viewer watches.</summary>
[Trait("Category", "Vm")]
public sealed class ControlsWhileStreamingTests
{
    [VmFact(Timeout = 180_000)]
    public async Task Every_control_of_the_camera_is_changed_while_the_viewer_watches()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar: true);
        await using var agent = new GuestAgent($$"""{ "source": "auto", {{AgentBench.Size}}, "controls": { "brightness": 77, "warp": 9 } }""");
        using var viewer = await agent.WatchAsync();
        await AgentBench.SeesAsync(agent, viewer, 0, AgentBench.Width, pictures: 10);

        var controls = agent.Controls.List();
        Assert.Equal(ControlValue.Of(77.0), controls.Single(control => control.Name == "brightness").Value);
        Assert.Contains(agent.Log, line => line.Contains("video.controls: warp was not set", StringComparison.Ordinal));
        var changed = new List<string>();
        foreach (var control in controls.Where(IsHarmless))
        {
            var seen = viewer.Count;
            Assert.True(agent.Controls.TrySet(control.Name, Other(control), out var problem), $"{control.Name}: {problem}");
            await AgentBench.SeesAsync(agent, viewer, seen, AgentBench.Width, pictures: 2);
            changed.Add(control.Name);
        }

        GuestFigures.Print("controls changed while streaming", $"{changed.Count}: {string.Join(", ", changed)}");
        Assert.InRange(changed.Count, 5, 200);
        Assert.Equal(0, agent.Video.Counters.Failures.Value);
        await AgentBench.DecodeAsync(viewer.Stream);
    }

    /// <summary>vivid has switches that break it, beside those of a camera.</summary>
    private static bool IsHarmless(CameraControl control) => control is { IsReadOnly: false, IsInactive: false } && control.Kind != ControlKind.Button
        && !new[] { "disconnect", "error", "inject", "drop", "percentage", "standard", "timing", "radio", "wrap", "rds" }.Any(control.Name.Contains);

    private static ControlValue Other(CameraControl control) => control.Kind switch
    {
        ControlKind.Boolean => ControlValue.Of(control.Value != ControlValue.Of(true)),
        ControlKind.Menu => ControlValue.Of(control.Options.First(option => control.Value != ControlValue.Of(option))),
        _ => ControlValue.Of(control.Value == ControlValue.Of(control.Maximum) ? control.Minimum : control.Maximum),
    };
}
