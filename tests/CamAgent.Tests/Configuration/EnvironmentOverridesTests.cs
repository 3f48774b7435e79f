using CamAgent.Configuration;

namespace CamAgent.Tests.Configuration;

public sealed class EnvironmentOverridesTests
{
    [Fact]
    public void A_variable_goes_before_the_file()
    {
        var configuration = Loaded.Valid("""{ "mqtt": { "url": "mqtt://file" }, "video": { "frameRate": 10 }, "access": { "required": false } }""", new()
        {
            ["CAMAGENT__MQTT__URL"] = "mqtts://variable:8884",
            ["CAMAGENT__VIDEO__FRAMERATE"] = "15",
            ["camagent__access__Required"] = "True",
            ["CAMAGENT_TRACE"] = "1",
            ["PATH"] = "/bin",
        });

        Assert.Equal(new Uri("mqtts://variable:8884"), configuration.Mqtt.Url);
        Assert.Equal(15, configuration.Video.FrameRate);
        Assert.True(configuration.Access.Required);
        Assert.True(configuration.IsSet("mqtt.url"));
    }

    [Fact]
    public void An_empty_variable_empties_the_key() => Assert.Null(Loaded.Valid("{}", new() { ["CAMAGENT__MQTT__URL"] = "" }).Mqtt.Url);

    [Fact]
    public void List_items_are_replaced_and_added_by_index()
    {
        var configuration = Loaded.Valid("""{ "webRtc": { "iceServers": [ { "urls": ["stun:a", "stun:b"] } ] }, "video": { "command": ["old"] } }""", new()
        {
            ["CAMAGENT__WEBRTC__ICESERVERS__0__URLS__1"] = "stun:c:1000",
            ["CAMAGENT__WEBRTC__ICESERVERS__1__URLS__0"] = "stun:d",
            ["CAMAGENT__GPIO__OUTPUTS__0__NAME"] = "led",
            ["CAMAGENT__GPIO__OUTPUTS__0__LINE"] = "4",
            ["CAMAGENT__VIDEO__COMMAND__0"] = "rpicam-vid",
        });

        Assert.Equal(["stun:a:3478", "stun:c:1000"], configuration.WebRtc.IceServers[0].Urls.Select(url => url.ToString()));
        Assert.Equal("stun:d:3478", Assert.Single(configuration.WebRtc.IceServers[1].Urls).ToString());
        Assert.Equal(("led", 4), (configuration.Gpio.Outputs[0].Name, configuration.Gpio.Outputs[0].Line));
        Assert.Equal(["rpicam-vid"], configuration.Video.Command);
    }

    [Fact]
    public void Twelve_items_come_in_their_order()
    {
        var variables = Enumerable.Range(0, 12).ToDictionary(i => $"CAMAGENT__VIDEO__COMMAND__{i}", i => $"argument {i}");

        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"argument {i}"), Loaded.Valid("{}", variables).Video.Command);
    }

    [Theory]
    [InlineData("CAMAGENT__MQTT__URI", "x", "CAMAGENT__MQTT__URI: there is no such key; did you mean CAMAGENT__MQTT__URL (mqtt.url)?")]
    [InlineData("CAMAGENT__VIDEO__FRAMERATE", "fast", "CAMAGENT__VIDEO__FRAMERATE = \"fast\": allowed is a whole number from 1 to 120 (pictures a second)")]
    [InlineData("CAMAGENT__VIDEO", "x", "CAMAGENT__VIDEO: video is a section; its keys are source, device")]
    [InlineData("CAMAGENT__VIDEO__WIDTH__0", "640", "CAMAGENT__VIDEO__WIDTH__0: video.width has no keys below it")]
    [InlineData("CAMAGENT__VIDEO__COMMAND", "x", "CAMAGENT__VIDEO__COMMAND: video.command is a list: its index must follow, as in CAMAGENT__VIDEO__COMMAND__0")]
    [InlineData("CAMAGENT__VIDEO__COMMAND__1", "x", "CAMAGENT__VIDEO__COMMAND__1: the list has 0 items; the next index is 0")]
    [InlineData("CAMAGENT__GPIO__INPUTS__NAME", "x", "CAMAGENT__GPIO__INPUTS__NAME: gpio.inputs is a list: its index must follow")]
    [InlineData("CAMAGENT__GPIO__INPUTS__2__NAME", "x", "CAMAGENT__GPIO__INPUTS__2__NAME: gpio.inputs has 0 items; the next index is 0")]
    [InlineData("CAMAGENT__GPIO__INPUTS__999999999999__NAME", "x", "CAMAGENT__GPIO__INPUTS__999999999999__NAME: gpio.inputs is a list")]
    [InlineData("CAMAGENT__", "x", "CAMAGENT__: there is no such key")]
    public void A_variable_that_is_wrong_is_named(string variable, string value, string expected) =>
        Assert.StartsWith(expected, Loaded.Problem("{}", new() { [variable] = value }), StringComparison.Ordinal);

    [Fact]
    public void The_variable_of_every_key_reaches_that_key()
    {
        Assert.All(ConfigurationSchema.Keys, key =>
        {
            var document = new ConfigurationDocument();
            EnvironmentOverrides.Apply(new Dictionary<string, string> { [EnvironmentOverrides.VariableOf(key.Path) + (key is TextListKey ? "__0" : key is TextMapKey ? "__NAME" : "")] = "value" }, document);

            Assert.Same(key, ConfigurationSchema.Find(Assert.Single(document.Values.Keys)));
        });
    }
}
