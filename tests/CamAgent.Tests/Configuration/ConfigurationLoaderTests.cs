using System.Globalization;
using CamAgent.Configuration;
using CamAgent.Hardware.Gpio;
using CamAgent.Tests.Access;

namespace CamAgent.Tests.Configuration;

public sealed class ConfigurationLoaderTests
{
    // Contract §3, as it stands there; only the names of files are those of files that need not exist.
    private const string Contract = """
        {
          "device": { "id": "front-door", "name": "Front door" },          // id: [a-z0-9-]{1,32}; default: from machine-id
          "video": {
            "source": "auto",            // auto | test | v4l2 | libcamera | command | file
            "device": "/dev/video0", "width": 1280, "height": 720, "frameRate": 30, "rotation": 0,
            "encoder": "auto",           // auto | v4l2m2m | software | none (the source delivers H.264)
            "encoderDevice": "",         // "" = found by capability
            "bitrate": { "minKbps": 150, "startKbps": 1200, "maxKbps": 3000 },
            "keyframeIntervalSeconds": 10,
            "command": [],
            "controls": {},
            "file": ""
          },
          "mqtt": { "url": "mqtt://localhost:1883",  // mqtt, mqtts, ws, wss; empty = no broker
            "username": "", "passwordFile": "", "caFile": "", "clientCertificateFile": "", "clientKeyFile": "",
            "viewerUrl": "",
            "topicPrefix": "camagent", "discoveryPrefix": "homeassistant" },
          "webRtc": { "iceServers": [ { "urls": ["stun:stun.example.org:3478"] },
              { "urls": ["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:443?transport=tcp"],
                "username": "", "credentialFile": "", "sharedSecretFile": "" } ],
            "iceTransportPolicy": "all",             // all | relay
            "udpPort": 0,
            "maxViewers": 16 },
          "http": { "listen": "http://127.0.0.1:8080", "certificateFile": "", "keyFile": "",   // "" = no HTTP
            "publicUrl": "", "allowedOrigins": [] },
          "access": { "required": true, "allowUnprotected": false },
          "gpio": { "inputs":  [ { "name": "pir", "chip": "gpiochip0", "line": 17, "kind": "motion", "activeLow": false, "bias": "pull-down", "debounceMs": 50 } ],
                    "outputs": [ { "name": "ir-led", "chip": "gpiochip0", "line": 27, "kind": "light", "initial": false } ] },
          "sensors": { "include": ["*"], "intervalSeconds": 30 },
          "motion": { "enabled": false, "sensitivity": 50, "zones": [], "holdSeconds": 10 },
          "clips": { "enabled": false, "preRollSeconds": 5, "postRollSeconds": 10, "maxMegabytes": 500, "maxDays": 14 },
          "snapshots": { "quality": 85, "maxWidth": 0 },
          "publish": { "whipUrl": "", "tokenFile": "" },                     // a trailing comma, too
        }
        """;

    [Fact]
    public void A_line_may_go_by_its_name_and_a_variable_gives_an_offset()
    {
        const string Json = """{ "gpio": { "inputs": [ { "name": "a", "line": "GPIO17" } ], "outputs": [ { "name": "b", "line": 3 } ] } }""";
        Assert.Equal(GpioLineId.Named("GPIO17"), Assert.Single(Loaded.Valid(Json).Gpio.Inputs).Line);
        Assert.Equal(GpioLineId.At(5), Assert.Single(Loaded.Valid(Json, new() { ["CAMAGENT__GPIO__INPUTS__0__LINE"] = "5" }).Gpio.Inputs).Line);
    }

    [Fact]
    public void The_contracts_example_is_read_as_it_stands()
    {
        var configuration = Loaded.Valid(Contract);

        Assert.Equal("front-door", configuration.Device.Id);
        Assert.Equal(VideoSourceKind.Auto, configuration.Video.Source);
        Assert.Equal(new BitrateConfiguration(150, 1200, 3000), configuration.Video.Bitrate);
        Assert.Equal(new Uri("mqtt://localhost:1883"), configuration.Mqtt.Url);
        Assert.Equal(["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:443?transport=tcp"], configuration.WebRtc.IceServers[1].Urls.Select(url => url.ToString()));
        Assert.Equal(new GpioInputConfiguration("pir", "gpiochip0", 17, "motion", false, GpioBias.PullDown, 50), Assert.Single(configuration.Gpio.Inputs));
        Assert.Equal(new GpioOutputConfiguration("ir-led", "gpiochip0", 27, "light", false), Assert.Single(configuration.Gpio.Outputs));
    }

    [Fact]
    public void Every_key_of_the_contract_is_in_the_schema_and_no_other()
    {
        var written = Loaded.Valid(Contract).SetKeys.Select(key => ConfigurationSchema.Find(key)!.Path).ToHashSet(StringComparer.Ordinal);
        var zones = new[] { "x", "y", "width", "height" }.Select(name => $"motion.zones[].{name}");

        Assert.Equal(ConfigurationSchema.Keys.Select(key => key.Path).Order(StringComparer.Ordinal), written.Union(zones).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Defaults_are_the_contracts_where_it_names_one()
    {
        var written = Loaded.Valid(Contract).Values;
        var defaults = Loaded.Valid("{}").Values;

        Assert.All(defaults.Where(entry => !entry.Key.StartsWith("device.", StringComparison.Ordinal)), entry => Assert.Equal(written[entry.Key], entry.Value));
    }

    [Fact]
    public void Every_default_is_allowed_by_its_own_key()
    {
        Assert.All(ConfigurationSchema.Keys.Where(key => key is { IsRequired: false, DefaultInWords: null } and not (TextListKey or TextMapKey)), key =>
            Assert.True(key.TryRead(new RawValue(RawKind.Variable, key.Write(key.Default)), out _), key.Path));
    }

    [Fact]
    public void Without_a_file_everything_has_its_default()
    {
        var result = Loaded.Without();

        Assert.Empty(result.Problems);
        Assert.Null(result.File);
        Assert.True(result.Configuration!.Access.Required);
        Assert.False(result.Configuration.Demo);
        Assert.Equal("host", result.Configuration.Device.Name);
        Assert.False(result.Configuration.IsSet("mqtt.url"));
    }

    [Fact]
    public void A_file_that_was_asked_for_must_be_there()
    {
        var result = ConfigurationLoader.Load(new ConfigurationSources { File = "/nonexistent/camagent.json", Environment = new Dictionary<string, string>() });

        Assert.Null(result.Configuration);
        Assert.Equal("/nonexistent/camagent.json: there is no such file", Assert.Single(result.Problems).ToString());
    }

    [Fact]
    public void A_directory_is_no_configuration()
    {
        using var directory = new TemporaryDirectory();
        var result = ConfigurationLoader.Load(new ConfigurationSources { File = directory.Path, Environment = new Dictionary<string, string>() });

        Assert.Contains("is a directory", Assert.Single(result.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_is_found_at_once_with_key_value_and_what_is_allowed()
    {
        var problems = Loaded.Problems("""{ "video": { "frameRate": 500, "rotation": 45, "source": "tset", "width": 641 }, "access": { "required": "yes" } }""");

        Assert.Equal(
        [
            "video.source = \"tset\": allowed is one of auto, test, v4l2, libcamera, command, file; did you mean test?",
            "video.width = 641: allowed is an even number from 128 to 4096 (pixels)",
            "video.frameRate = 500: allowed is a whole number from 1 to 120 (pictures a second)",
            "video.rotation = 45: allowed is one of 0, 90, 180, 270 (degrees clockwise)",
            "access.required = \"yes\": allowed is true or false",
        ], problems);
    }

    [Theory]
    [InlineData("""{ "video": { "framerate": 30 } }""", "video.framerate = 30: there is no such key; did you mean video.frameRate?")]
    [InlineData("""{ "vidoe": { "width": 640 } }""", "vidoe: there is no such key; did you mean video?")]
    [InlineData("""{ "webrtc": {} }""", "webrtc: there is no such key; did you mean webRtc?")]
    [InlineData("""{ "gpio": { "input": [] } }""", "gpio.input: there is no such key; did you mean gpio.inputs?")]
    [InlineData("""{ "frameRate": 30 }""", "frameRate = 30: there is no such key; did you mean video.frameRate?")]
    [InlineData("""{ "mqtt": { "uri": "x" } }""", "mqtt.uri: there is no such key; did you mean mqtt.url?")]
    [InlineData("""{ "zzzzzzzzzz": true }""", "zzzzzzzzzz = true: there is no such key")]
    public void An_unknown_key_is_answered_with_the_nearest(string json, string expected)
    {
        Assert.Equal(expected, Loaded.Problem(json));
    }

    [Fact]
    public void A_password_in_the_wrong_place_is_not_printed()
    {
        var problems = Loaded.Problems("""{ "mqtt": { "password": "hunter2", "passwordFile": 42, "url": "mqtt://user:hunter2@broker" }, "publish": { "token": 5551234 } }""");

        Assert.Equal(4, problems.Length);
        Assert.DoesNotContain(problems, problem => problem.Contains("hunter2", StringComparison.Ordinal) || problem.Contains("5551234", StringComparison.Ordinal));
    }

    [Fact]
    public void A_secret_itself_where_its_file_belongs_is_not_printed()
    {
        var result = Loaded.From("""{ "mqtt": { "username": "u", "passwordFile": "hunter2" } }""", checkFiles: true);

        Assert.Equal("mqtt.passwordFile = ***: the file does not exist", Assert.Single(result.Problems).ToString());
    }

    [Fact]
    public void Text_that_a_terminal_would_obey_is_printed_harmless()
    {
        var problem = Loaded.Problem("{ \"device\": { \"id\": \"\\u001b[2J\\u202e\" } }");

        Assert.DoesNotContain(problem, char.IsControl);
        Assert.DoesNotContain('\u202E', problem);
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("{\n  \"video\": {\n    \"width\": 640 \"height\": 480 } }", "line 3")]
    [InlineData("", "line 1")]
    [InlineData("{ \"video\": { \"width\": 640, \"width\": 800 } }", "width")]
    public void What_is_not_JSON_is_named_with_its_place(string json, string expected) =>
        Assert.Contains(expected, Loaded.Problem(json), StringComparison.Ordinal);

    [Theory]
    [InlineData("[]", "configuration: must be an object")]
    [InlineData("""{ "video": 5 }""", "video: must be an object")]
    [InlineData("""{ "gpio": { "inputs": {} } }""", "gpio.inputs: must be a list")]
    [InlineData("""{ "video": { "width": null } }""", "video.width = null: allowed is")]
    [InlineData("""{ "video": { "width": 1e400 } }""", "video.width = 1e400: allowed is")]
    [InlineData("""{ "video": { "width": 640.5 } }""", "video.width = 640.5: allowed is")]
    [InlineData("""{ "video": { "command": "gst-launch" } }""", "video.command = \"gst-launch\": allowed is a list")]
    [InlineData("""{ "video": { "command": ["a", 5] } }""", "video.command = 5: allowed is a list")]
    [InlineData("""{ "device": { "id": "\ud800" } }""", "device.id")]
    public void A_wrong_type_is_a_problem_and_no_crash(string json, string expected) =>
        Assert.StartsWith(expected, Loaded.Problem(json), StringComparison.Ordinal);

    [Fact]
    public void A_byte_order_mark_is_no_obstacle() => Assert.Empty(Loaded.From("\uFEFF{}").Problems);

    [Fact]
    public void A_file_beyond_one_mebibyte_is_not_read()
    {
        var problem = Loaded.Problem($"{{ {new string(' ', 1 << 20)} }}");

        Assert.Contains("at most 1048576", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_is_bounded() =>
        Assert.Contains("not JSON", Loaded.Problem(string.Concat(Enumerable.Repeat("{\"video\":", 100_000))), StringComparison.Ordinal);

    [Fact]
    public void The_number_of_problems_is_bounded()
    {
        var keys = string.Join(',', Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"k{i}\":1")));
        var problems = Loaded.Problems($"{{{keys}}}");

        Assert.Equal(101, problems.Length);
        Assert.Equal("configuration: and 4900 more problems", problems[^1]);
    }

    [Fact]
    public void The_devices_id_comes_from_the_machine_id_and_does_not_tell_it()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("machine-id", "0123456789abcdef0123456789abcdef\n");

        // printf 'camagent/device-id' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        Assert.Equal("cam-4286069fa8aa", DefaultDevice.Id(file, "host"));
        Assert.Equal("my-host", DefaultDevice.Id("/nonexistent", "My_Host!"));
        Assert.True(Grammar.IsDeviceId(DefaultDevice.Id("/nonexistent", "???")));
    }

    [Fact]
    public void Demo_changes_defaults_and_nothing_that_was_chosen()
    {
        var plain = Loaded.Without(demo: true).Configuration!;
        var chosen = Loaded.From("""{ "video": { "source": "v4l2" } }""", demo: true, environment: new() { ["CAMAGENT__HTTP__LISTEN"] = "http://127.0.0.1:0" }).Configuration!;

        Assert.True(plain is { Demo: true, Access.Required: false, Video.Source: VideoSourceKind.Test, Http.Listen.IsLoopback: true });
        Assert.True(chosen is { Demo: true, Access.Required: false, Video.Source: VideoSourceKind.V4l2, Http.Listen.Port: 0 });
    }

    [Fact]
    public void Demo_does_not_read_the_machines_own_configuration()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("camagent.json", """{ "device": { "name": "Front door" } }""");
        var result = ConfigurationLoader.Load(new ConfigurationSources { Demo = true, FallbackFile = file, Environment = new Dictionary<string, string>(), HostName = "host" });

        Assert.Equal("host", result.Configuration!.Device.Name);
    }
}
