using CamAgent.Configuration;

namespace CamAgent.Tests.Configuration;

public sealed class ConfigurationChangeTests
{
    [Fact]
    public void The_same_configuration_is_no_change() =>
        Assert.True(ConfigurationChange.Between(Loaded.Valid("""{ "video": { "width": 1280 } }"""), Loaded.Valid("{}")).IsEmpty);

    [Fact]
    public void What_can_be_applied_at_once_is_told_apart_from_what_waits_for_a_restart()
    {
        var change = ConfigurationChange.Between(
            Loaded.Valid("""{ "webRtc": { "iceServers": [ { "urls": ["stun:a"] } ] } }"""),
            Loaded.Valid("""{ "webRtc": { "iceServers": [ { "urls": ["stun:b"] } ], "udpPort": 5000 }, "video": { "bitrate": { "maxKbps": 4000 } }, "gpio": { "inputs": [ { "name": "a", "line": 1 } ] } }"""));

        Assert.Equal(["video.bitrate.maxKbps", "webRtc.iceServers[0].urls"], change.Live);
        Assert.Contains("webRtc.udpPort", change.NeedsRestart);
        Assert.Contains("gpio.inputs[0].name", change.NeedsRestart);
    }
}
