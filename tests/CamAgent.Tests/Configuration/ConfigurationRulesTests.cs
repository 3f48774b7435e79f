using CamAgent.Tests.Access;

namespace CamAgent.Tests.Configuration;

public sealed class ConfigurationRulesTests
{
    [Theory]
    [InlineData("""{ "video": { "source": "command" } }""", "video.command = \"[]\": video.source=command needs a program")]
    [InlineData("""{ "video": { "source": "file" } }""", "video.file")]
    [InlineData("""{ "video": { "source": "test", "width": 640 } }""", "video.width = \"640\": the test picture's clock needs a width of at least 768")]
    [InlineData("""{ "video": { "source": "test", "encoder": "none" } }""", "video.encoder")]
    [InlineData("""{ "video": { "bitrate": { "minKbps": 2000 } } }""", "video.bitrate.startKbps = \"1200\": must not be below video.bitrate.minKbps (2000)")]
    [InlineData("""{ "video": { "bitrate": { "maxKbps": 1000 } } }""", "video.bitrate.maxKbps = \"1000\": must not be below video.bitrate.startKbps (1200)")]
    [InlineData("""{ "access": { "required": false }, "http": { "listen": "http://0.0.0.0:8080" } }""", "access.required = \"false\": without access control HTTP must listen on this machine only")]
    [InlineData("""{ "access": { "required": false }, "http": { "listen": "http://*:8080" } }""", "access.required")]
    [InlineData("""{ "http": { "listen": "https://*:8443" } }""", "http.certificateFile: https needs a certificate here")]
    [InlineData("""{ "http": { "certificateFile": "/x" } }""", "http.listen")]
    [InlineData("""{ "mqtt": { "url": "http://broker" } }""", "mqtt.url = \"http://broker\": allowed is mqtt://")]
    [InlineData("""{ "mqtt": { "url": "mqtt://broker/path" } }""", "mqtt.url")]
    [InlineData("""{ "mqtt": { "url": "mqtt://broker:99999" } }""", "mqtt.url")]
    [InlineData("""{ "mqtt": { "viewerUrl": "mqtts://broker" } }""", "mqtt.viewerUrl")]
    [InlineData("""{ "mqtt": { "topicPrefix": "home/+" } }""", "mqtt.topicPrefix = \"home/+\": allowed is a topic without wildcards")]
    [InlineData("""{ "mqtt": { "topicPrefix": "home//cam" } }""", "mqtt.topicPrefix")]
    [InlineData("""{ "mqtt": { "topicPrefix": "$SYS" } }""", "mqtt.topicPrefix")]
    [InlineData("""{ "mqtt": { "topicPrefix": "" } }""", "mqtt.topicPrefix")]
    [InlineData("""{ "mqtt": { "passwordFile": "/x" } }""", "mqtt.username")]
    [InlineData("""{ "mqtt": { "url": "mqtts://b", "clientKeyFile": "/x" } }""", "mqtt.clientCertificateFile")]
    [InlineData("""{ "mqtt": { "caFile": "/x" } }""", "mqtt.url")]
    [InlineData("""{ "webRtc": { "iceServers": [ { "urls": [] } ] } }""", "webRtc.iceServers[0].urls")]
    [InlineData("""{ "webRtc": { "iceServers": [ { "username": "u" } ] } }""", "webRtc.iceServers[0].urls: is missing")]
    [InlineData("""{ "webRtc": { "iceServers": [ { "urls": ["https://turn.example.org"] } ] } }""", "webRtc.iceServers[0].urls = \"https://turn.example.org\": allowed is")]
    [InlineData("""{ "webRtc": { "iceServers": [ { "urls": ["turn:t"], "username": "u", "credentialFile": "/a", "sharedSecretFile": "/b" } ] } }""", "webRtc.iceServers[0].sharedSecretFile")]
    [InlineData("""{ "gpio": { "inputs": [ { "name": "a", "line": 1 }, { "name": "a", "line": 2 } ] } }""", "gpio.inputs[1].name = \"a\": gpio.inputs[0] has this name already")]
    [InlineData("""{ "gpio": { "inputs": [ { "name": "a", "line": 1 } ], "outputs": [ { "name": "a", "line": 2 } ] } }""", "gpio.outputs[0].name")]
    [InlineData("""{ "gpio": { "inputs": [ { "name": "a", "line": 1 } ], "outputs": [ { "name": "b", "line": 1 } ] } }""", "gpio.outputs[0].line = \"1\": gpio.inputs[0] has this line already")]
    [InlineData("""{ "gpio": { "inputs": [ { "name": "a" } ] } }""", "gpio.inputs[0].line: is missing")]
    [InlineData("""{ "gpio": { "inputs": [ { "name": "a/b", "line": 1 } ] } }""", "gpio.inputs[0].name")]
    [InlineData("""{ "gpio": { "inputs": [ { "name": "a", "line": "GPIO4" }, { "name": "b", "line": "GPIO4" } ] } }""", "gpio.inputs[1].line = \"GPIO4\": gpio.inputs[0] has this line already")]
    [InlineData("""{ "gpio": { "inputs": [ { "name": "a", "line": "17" } ] } }""", "gpio.inputs[0].line = \"17\": allowed is a whole number from 0 to 4095, or a line's name in quotes")]
    [InlineData("""{ "gpio": { "inputs": [ { "name": "a", "line": 4096 } ] } }""", "gpio.inputs[0].line = 4096")]
    [InlineData("""{ "gpio": { "inputs": [ { "name": "a", "line": "a name of more than thirty-one bytes" } ] } }""", "gpio.inputs[0].line")]
    [InlineData("""{ "gpio": { "inputs": [ { "name": "a", "line": 1, "pull": "up" } ] } }""", "gpio.inputs[0].pull: there is no such key")]
    [InlineData("""{ "motion": { "zones": [ { "x": 50, "y": 0, "width": 60, "height": 10 } ] } }""", "motion.zones[0].width")]
    [InlineData("""{ "http": { "allowedOrigins": ["https://home.example.org/"] } }""", "http.allowedOrigins")]
    [InlineData("""{ "http": { "allowedOrigins": ["*"] } }""", "http.allowedOrigins")]
    public void What_does_not_go_together_is_a_problem(string json, string expected) => Assert.StartsWith(expected, Loaded.Problem(json), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "access": { "required": false } }""")]
    [InlineData("""{ "access": { "required": false }, "http": { "listen": "http://[::1]:8080" } }""")]
    [InlineData("""{ "access": { "required": false }, "http": { "listen": "" } }""")]
    [InlineData("""{ "access": { "required": false, "allowUnprotected": true }, "http": { "listen": "http://*:8080" } }""")]
    [InlineData("""{ "access": { "required": true }, "http": { "listen": "http://*:8080" } }""")]
    [InlineData("""{ "mqtt": { "url": "wss://broker.example.org/mqtt?x=1", "topicPrefix": "home/cameras" } }""")]
    [InlineData("""{ "video": { "source": "v4l2", "width": 640, "height": 480 } }""")]
    public void What_goes_together_is_accepted(string json) => Assert.Empty(Loaded.Problems(json));

    [Fact]
    public void A_broken_value_is_not_reported_again_by_the_rules() =>
        Assert.Single(Loaded.Problems("""{ "video": { "bitrate": { "minKbps": 999999 } } }"""));

    [Fact]
    public void A_file_that_is_named_must_be_there()
    {
        var result = Loaded.From("""{ "mqtt": { "url": "mqtts://b", "caFile": "/nonexistent/ca.pem" } }""", checkFiles: true);

        Assert.Equal("mqtt.caFile = \"/nonexistent/ca.pem\": the file does not exist", Assert.Single(result.Problems).ToString());
    }

    [Fact]
    public void A_turn_server_without_credentials_and_a_password_in_clear_text_are_warnings()
    {
        using var directory = new TemporaryDirectory();
        var password = directory.Write("password", "secret");
        var result = Loaded.From($$"""{ "webRtc": { "iceServers": [ { "urls": ["turn:t"] } ] }, "mqtt": { "url": "mqtt://broker", "username": "u", "passwordFile": "{{password}}" } }""");

        Assert.Empty(result.Problems);
        Assert.Equal(["mqtt.url", "webRtc.iceServers[0].credentialFile"], result.Warnings.Select(warning => warning.Key));
    }
}
