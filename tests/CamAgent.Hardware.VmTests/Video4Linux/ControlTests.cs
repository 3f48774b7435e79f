using CamAgent.Hardware.Video.Controls;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Video4Linux;

/// <summary>Every control of the virtual camera, while it streams.</summary>
[Trait("Category", "Vm")]
public sealed class ControlTests
{
    private const uint Brightness = 0x00980900;

    [VmFact]
    public async Task Every_control_is_listed_as_v4l2_ctl_lists_it()
    {
        await using var vivid = await Vivid.LoadAsync();
        var source = Source(vivid);
        await using var running = RunningCamera.Start(source);
        await running.PicturesAsync(2);

        var listed = (await Command.RunAsync("v4l2-ctl", "-d", vivid.Node.Path, "--list-ctrls"))
            .Split('\n')
            .Where(static line => line.Contains(" 0x", StringComparison.Ordinal))
            // Structures, arrays and texts have no value that one could be set to.
            .Where(static line => !line.Contains("has-payload", StringComparison.Ordinal) && !line.Contains("(str)", StringComparison.Ordinal))
            .Select(static line => line.Trim().Split(' ')[0])
            .ToList();
        var labels = source.Controls.List().Select(static control => Word(control.Label)).Order(StringComparer.Ordinal);
        Assert.True(listed.Count > 20, $"only {listed.Count}");
        Assert.Equal(listed.Order(StringComparer.Ordinal), labels, StringComparer.Ordinal);
    }

    [VmFact]
    public async Task Every_control_is_changed_while_the_camera_streams()
    {
        await using var vivid = await Vivid.LoadAsync();
        var source = Source(vivid);
        await using var running = RunningCamera.Start(source);
        await running.PicturesAsync(2);
        var changes = 0;
        source.Controls.Changed += () => Interlocked.Increment(ref changes);

        var changed = new List<string>();
        foreach (var name in source.Controls.List().Where(static control => !IsFault(control)).Select(static control => control.Name))
        {
            // As it stands now: one may have set another free.
            var control = source.Controls.List().Single(control => control.Name == name);
            if (control.IsReadOnly || control.IsInactive)
                continue;
            var before = Volatile.Read(ref changes);
            var other = Other(control);
            Assert.True(source.Controls.TrySet(control.Name, other, out var problem), $"{control.Name} = {other}: {problem}");
            if (control.Kind != ControlKind.Button)
            {
                Assert.Equal(other, source.Controls.List().Single(after => after.Name == control.Name).Value);
                await Eventually.TrueAsync(() => Volatile.Read(ref changes) > before, () => $"nobody told of {control.Name}");
            }

            changed.Add(control.Name);
        }

        Assert.Superset(
            new HashSet<string>(["brightness", "contrast", "saturation", "gain", "gain-auto", "horizontal-flip", "vertical-flip"], StringComparer.Ordinal),
            changed.ToHashSet(StringComparer.Ordinal));
        await running.PicturesAsync(5);
    }

    [VmFact]
    public async Task A_flip_is_seen_in_the_picture()
    {
        await using var vivid = await Vivid.LoadAsync();
        var source = Source(vivid);
        var (left, right) = (0, 0);
        await using var running = RunningCamera.Start(source, picture =>
        {
            // Colour bars are bright on the left and dark on the right.
            var row = picture.Layout == Hardware.Video.PictureLayout.I420 || picture.Chroma.Length > 0 ? picture.Luma : default;
            (left, right) = (row[10], row[310]);
        });
        await running.PicturesAsync(3);
        Assert.True(left > right + 50, $"{left} and {right}");

        Assert.True(source.Controls.TrySet("horizontal-flip", ControlValue.Of(true), out _));
        await running.PicturesAsync(8);

        Assert.True(right > left + 50, $"{left} and {right}");
    }

    [VmFact]
    public async Task What_another_program_changes_is_told()
    {
        await using var vivid = await Vivid.LoadAsync();
        var source = Source(vivid);
        await using var running = RunningCamera.Start(source);
        await running.PicturesAsync(2);
        var told = new TaskCompletionSource();
        source.Controls.Changed += () => told.TrySetResult();

        Native.SetControl(vivid.Node.Path, Brightness, 77);
        await told.Task.WaitAsync(Eventually.Limit);

        Assert.Equal(ControlValue.Of(77), source.Controls.List().Single(static control => control.Name == "brightness").Value);
    }

    [VmFact]
    public async Task What_was_set_holds_after_the_camera_was_unplugged()
    {
        await using var vivid = await Vivid.LoadAsync();
        var source = Source(vivid);
        await using (var running = RunningCamera.Start(source))
        {
            await running.PicturesAsync(2);
            Assert.True(source.Controls.TrySet("brightness", ControlValue.Of(99), out _));
            vivid.Unplug();
            _ = await running.FailureAsync();
        }

        await vivid.PlugAsync();
        await using var again = RunningCamera.Start(source);
        await again.PicturesAsync(2);

        Assert.Contains("99", await Command.RunAsync("v4l2-ctl", "-d", vivid.Node.Path, "--get-ctrl", "brightness"), StringComparison.Ordinal);
    }

    private static V4l2PictureSource Source(Vivid vivid) => new(vivid.Node.Path, new(320, 180, 30), TimeProvider.System);

    /// <summary>vivid's own, to break it.</summary>
    private static bool IsFault(CameraControl control) =>
        control.Name is "disconnect" or "percentage-of-dropped-buffers" || control.Name.StartsWith("inject-", StringComparison.Ordinal)
        || control.Label.Contains("Wrap", StringComparison.Ordinal);

    /// <summary>A value that it does not have.</summary>
    private static ControlValue Other(CameraControl control)
    {
        if (control.Value.TryGetBoolean(out var on))
            return ControlValue.Of(!on);
        if (control.Value.TryGetNumber(out var number))
            return ControlValue.Of(number == control.Maximum ? control.Minimum : control.Maximum);
        return control.Kind == ControlKind.Menu ? ControlValue.Of(control.Options.First(option => ControlValue.Of(option) != control.Value)) : ControlValue.None;
    }

    /// <summary>v4l2-ctl's way of making a word of a name.</summary>
    private static string Word(string label)
    {
        var word = new System.Text.StringBuilder();
        foreach (var letter in label)
        {
            if (char.IsAsciiLetterOrDigit(letter))
                word.Append(char.ToLowerInvariant(letter));
            else if (word.Length > 0 && word[^1] != '_')
                word.Append('_');
        }

        return word.ToString().TrimEnd('_');
    }
}
