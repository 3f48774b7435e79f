namespace CamAgent.Configuration;

internal static partial class ConfigurationSchema
{
    private static string[] InputKinds =>
        ["motion", "occupancy", "door", "window", "opening", "tamper", "vibration", "sound", "moisture", "smoke", "button", "doorbell", "generic"];

    private static string[] OutputKinds => ["light", "switch", "outlet", "siren"];

    private static ConfigurationKey[] Device =>
    [
        new TextKey("device.id", "", "1 to 32 of a-z, 0-9 and -", Grammar.IsDeviceId, "Names the device in topics. Keep it: viewers are paired with it.")
        { DefaultInWords = "made from the machine-id" },
        new TextKey("device.name", "", "1 to 64 characters on one line", Grammar.IsLabel, "Names the device for people.")
        { DefaultInWords = "the host's name", IsLive = true },
    ];

    private static ConfigurationKey[] Video =>
    [
        new ChoiceKey("video.source", ["auto", "test", "v4l2", "libcamera", "command", "file"],
            "Where pictures come from. `auto` takes the best that is there (`camagent doctor` says what and why); `test` draws a moving picture with a clock."),
        new TextKey("video.device", "/dev/video0", "a path", Grammar.IsPath,
            "The camera: a node, better a lasting path from /dev/v4l/by-id; for libcamera its number, from 0. Unless it is set, any that is usable."),
        new IntegerKey("video.width", 1280, 128, 4096, "pixels", "Width of the picture; at least 768 for `test`.") { IsEven = true },
        new IntegerKey("video.height", 720, 96, 4096, "pixels", "Height of the picture.") { IsEven = true },
        new IntegerKey("video.frameRate", 30, 1, 120, "pictures a second", "How often a picture is taken."),
        new NumberChoiceKey("video.rotation", [0, 90, 180, 270], "degrees clockwise", "How the picture is turned: by the camera where it can, else by the processor. Needs a camera that gives pictures, or `test`."),
        new TextMapKey("video.controls", "lower case, as `camagent doctor` lists them", Grammar.IsPartName,
            "What the camera's controls are set to each time it is opened, like {\"anti-flicker\": \"50hz\", \"brightness\": 10}. A control that the camera does not have is named in the log.")
        { IsLive = true },
        new ChoiceKey("video.encoder", ["auto", "v4l2m2m", "software", "none"],
            "What makes H.264. `auto` prefers hardware; `none` where the source delivers H.264."),
        new TextKey("video.encoderDevice", "", "a path", Grammar.IsPath, "The encoder, for `v4l2m2m`. Empty: found by what it can do.") { MayBeEmpty = true },
        new IntegerKey("video.bitrate.minKbps", 150, 30, 100_000, "kbit/s", "Never less, however bad the network.") { IsLive = true },
        new IntegerKey("video.bitrate.startKbps", 1200, 30, 100_000, "kbit/s", "Until a viewer's network is known.") { IsLive = true },
        new IntegerKey("video.bitrate.maxKbps", 3000, 30, 100_000, "kbit/s", "Never more, however good the network.") { IsLive = true },
        new IntegerKey("video.keyframeIntervalSeconds", 10, 1, 300, "seconds", "A keyframe at least this often; viewers who join get one at once."),
        new TextListKey("video.command", [], "without a zero character", Grammar.IsArgument,
            "For `command`: a program and its arguments that writes Annex B H.264 to standard output."),
        new TextKey("video.file", "", "a path", Grammar.IsPath, "For `file`: Annex B H.264, played in a loop at the frame rate.") { MayBeEmpty = true },
    ];

    private static ConfigurationKey[] Mqtt =>
    [
        new TextKey("mqtt.url", "mqtt://localhost:1883", "mqtt://, mqtts://, ws:// or wss:// and a host, without user and password", Grammar.IsMqttUrl,
            "The broker. Empty: none.") { MayBeEmpty = true },
        new TextKey("mqtt.username", "", "a name", Grammar.IsUsername, "Empty: none is sent.") { MayBeEmpty = true },
        FilePath("mqtt.passwordFile", "Holds the broker's password.", isSecret: true),
        FilePath("mqtt.caFile", "PEM certificates of who may sign the broker's; empty: the system's."),
        FilePath("mqtt.clientCertificateFile", "PEM certificate that the agent shows to the broker."),
        FilePath("mqtt.clientKeyFile", "PEM key of that certificate.", isSecret: true),
        new TextKey("mqtt.viewerUrl", "", "ws:// or wss:// and a host, without user and password", Grammar.IsWebSocketUrl,
            "The broker's address for browsers; it goes into pairing links.") { MayBeEmpty = true, IsLive = true },
        new TextKey("mqtt.topicPrefix", "camagent", "a topic without wildcards", Grammar.IsTopicPrefix, "Before every topic of the agent."),
        new TextKey("mqtt.discoveryPrefix", "homeassistant", "a topic without wildcards", Grammar.IsTopicPrefix, "Where home automation looks for devices."),
    ];

    private static ConfigurationKey[] WebRtc =>
    [
        new TextListKey("webRtc.iceServers[].urls", [], "like stun:host:3478, turn:host:3478?transport=udp or turns:host:443?transport=tcp",
            text => IceServerUrl.TryParse(text, out _), "A STUN or TURN server by its addresses.") { Maximum = 8, IsRequired = true, IsLive = true },
        new TextKey("webRtc.iceServers[].username", "", "a name", Grammar.IsUsername, "For TURN; with a shared secret, the part behind the time.")
        { MayBeEmpty = true, IsLive = true },
        FilePath("webRtc.iceServers[].credentialFile", "Holds the lasting password for TURN.", isSecret: true) with { IsLive = true },
        FilePath("webRtc.iceServers[].sharedSecretFile", "Holds the TURN server's secret: credentials are made from it that end by themselves. Better.", isSecret: true)
            with { IsLive = true },
        new ChoiceKey("webRtc.iceTransportPolicy", ["all", "relay"], "`relay`: only through TURN; no address of the camera is told."),
        new IntegerKey("webRtc.udpPort", 0, 0, 65535, "", "The one UDP port of all viewers. 0: any."),
        new IntegerKey("webRtc.maxViewers", 16, 1, 256, "viewers", "Who comes later is told that it is full.") { IsLive = true },
    ];

    private static ConfigurationKey[] Http =>
    [
        new TextKey("http.listen", "http://127.0.0.1:8080", "http:// or https:// with an IP address, localhost or *, and a port",
            text => HttpListenAddress.TryParse(text, out _), "The page, WHEP, health and metrics. Empty: no HTTP.") { MayBeEmpty = true },
        FilePath("http.certificateFile", "PEM certificate with its chain, for https."),
        FilePath("http.keyFile", "PEM key of that certificate; empty: it is in the certificate's file.", isSecret: true),
        new TextKey("http.publicUrl", "", "http:// or https:// and a host", Grammar.IsWebUrl, "The page's address for viewers, in pairing links.")
        { MayBeEmpty = true, IsLive = true },
        new TextListKey("http.allowedOrigins", [], "like https://home.example.org, as a browser sends it", Grammar.IsOrigin,
            "Pages of other sites that may use WHEP (CORS)."),
        new BooleanKey("access.required", true, "A viewer must be paired (`camagent viewer add`)."),
        new BooleanKey("access.allowUnprotected", false, "Serve without access control even beyond this machine. Everybody who reaches the camera sees its picture."),
    ];

    private static ConfigurationKey[] Home =>
    [
        new TextKey("gpio.inputs[].name", "", "1 to 32 of a-z, 0-9, _ and -, starting with a letter or digit", Grammar.IsPartName, "Names it in topics.") { IsRequired = true },
        new TextKey("gpio.inputs[].chip", "gpiochip0", "a chip's name, label or path", Grammar.IsChip, "The GPIO chip (`gpiodetect` lists them)."),
        new LineKey("gpio.inputs[].line", "The line on that chip: its offset, or its name (`gpioinfo` lists both).") { IsRequired = true },
        new ChoiceKey("gpio.inputs[].kind", InputKinds, "What hangs on it; buttons and doorbells send events."),
        new BooleanKey("gpio.inputs[].activeLow", false, "On when the line is low."),
        new ChoiceKey("gpio.inputs[].bias", ["as-is", "disabled", "pull-up", "pull-down"], "The line's resistor."),
        new IntegerKey("gpio.inputs[].debounceMs", 50, 0, 60_000, "milliseconds", "Shorter changes are ignored."),
        new TextKey("gpio.outputs[].name", "", "1 to 32 of a-z, 0-9, _ and -, starting with a letter or digit", Grammar.IsPartName, "Names it in topics.") { IsRequired = true },
        new TextKey("gpio.outputs[].chip", "gpiochip0", "a chip's name, label or path", Grammar.IsChip, "The GPIO chip."),
        new LineKey("gpio.outputs[].line", "The line on that chip: its offset, or its name.") { IsRequired = true },
        new ChoiceKey("gpio.outputs[].kind", OutputKinds, "What hangs on it."),
        new BooleanKey("gpio.outputs[].initial", false, "On from the start, and again on an orderly stop."),
        new TextListKey("sensors.include", ["*"], "a name, with * for any text", Grammar.IsPattern, "Which of the machine's sensors are published; `camagent doctor` lists them. Empty list: none.")
        { IsLive = true },
        new IntegerKey("sensors.intervalSeconds", 30, 1, 3600, "seconds", "How often they are read.") { IsLive = true },
    ];

    private static ConfigurationKey[] Recording =>
    [
        new BooleanKey("motion.enabled", false, "Look for movement in the picture."),
        new IntegerKey("motion.sensitivity", 50, 1, 100, "", "1 hardly ever, 100 at a leaf."),
        new IntegerKey("motion.zones[].x", 0, 0, 99, "percent of the width", "Left edge of a zone to look at; no zones: everywhere.") { IsRequired = true },
        new IntegerKey("motion.zones[].y", 0, 0, 99, "percent of the height", "Its upper edge.") { IsRequired = true },
        new IntegerKey("motion.zones[].width", 100, 1, 100, "percent of the width", "Its width.") { IsRequired = true },
        new IntegerKey("motion.zones[].height", 100, 1, 100, "percent of the height", "Its height.") { IsRequired = true },
        new IntegerKey("motion.holdSeconds", 10, 1, 3600, "seconds", "How long motion stays on after the last movement."),
        new BooleanKey("clips.enabled", false, "Store a clip when something moves or an input says so."),
        new IntegerKey("clips.preRollSeconds", 5, 0, 60, "seconds", "What was before the cause."),
        new IntegerKey("clips.postRollSeconds", 10, 1, 300, "seconds", "What comes after it."),
        new IntegerKey("clips.maxMegabytes", 500, 1, 1_000_000, "MB", "All clips together; the oldest go first."),
        new IntegerKey("clips.maxDays", 14, 1, 3650, "days", "Older clips are removed."),
        new IntegerKey("snapshots.quality", 85, 1, 100, "", "Of the JPEG: 100 is the largest.") { IsLive = true },
        new IntegerKey("snapshots.maxWidth", 0, 0, 4096, "pixels", "Wider snapshots are made smaller; 0: as the camera gives them.") { IsEven = true, IsLive = true },
        new TextKey("publish.whipUrl", "", "http:// or https:// and a host", Grammar.IsWebUrl, "Publish once to a media server over WHIP. Empty: off.") { MayBeEmpty = true },
        FilePath("publish.tokenFile", "Holds the bearer token for it.", isSecret: true),
    ];
}
