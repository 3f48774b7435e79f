using CamAgent.Hardware.Leds;

namespace CamAgent.Hardware.Tests.Leds;

public sealed class LedTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("camagent-leds");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_lamp_is_taken_from_its_trigger_and_set()
    {
        var folder = Make("ACT", "255\n", "0\n");
        var led = Assert.Single(Led.List(_root.FullName));
        Assert.Equal(("ACT", 255), (led.Name, led.Maximum));

        Assert.True(led.TrySet(128, out _));
        Assert.Equal("none", File.ReadAllText(Path.Combine(folder, "trigger"))[..4]);
        Assert.True(led.TryRead(out var brightness, out _));
        Assert.Equal(128, brightness);
    }

    [Fact]
    public void A_lamp_that_went_says_so()
    {
        var folder = Make("PWR", "1\n", "1\n");
        var led = Assert.Single(Led.List(_root.FullName));
        Directory.Delete(folder, recursive: true);

        Assert.False(led.TrySet(1, out var problem));
        Assert.StartsWith("LED PWR cannot be set", problem, StringComparison.Ordinal);
        Assert.False(led.TryRead(out _, out _));
    }

    [Theory]
    [InlineData("0\n")]
    [InlineData("many\n")]
    [InlineData("")]
    public void A_lamp_without_a_sane_brightness_is_none(string maximum)
    {
        Make("odd", maximum, "0\n");
        Assert.Empty(Led.List(_root.FullName));
    }

    private string Make(string name, string maximum, string brightness)
    {
        var folder = Path.Combine(_root.FullName, "class/leds", name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "max_brightness"), maximum);
        File.WriteAllText(Path.Combine(folder, "brightness"), brightness);
        File.WriteAllText(Path.Combine(folder, "trigger"), "none [mmc0] heartbeat\n");
        return folder;
    }
}
