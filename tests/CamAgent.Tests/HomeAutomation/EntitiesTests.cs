using System.Text.Json;
using CamAgent.Hardware.Video.Controls;
using CamAgent.HomeAutomation;
using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;

namespace CamAgent.Tests.HomeAutomation;

public sealed class EntitiesTests
{
    private static readonly string[] InputKinds =
        ["motion", "occupancy", "door", "window", "opening", "tamper", "vibration", "sound", "moisture", "smoke", "button", "doorbell", "generic"];

    private static readonly HashSet<string> Members = ["uptime_s", "cpu_percent", "rss_mb", "soc_temperature", "throttled", "fps", "encoder_kbps", "signal_dbm"];

    private static readonly HouseTopics Topics = new("camagent", "homeassistant", "cam");

    private readonly EntityBuilder _entities = new(Topics);

    [Fact]
    public void Every_entity_is_as_Home_Assistant_documents_it() => Assert.Empty(DiscoverySchema.Problems(Message([.. Everything()])));

    [Fact]
    public void The_schema_finds_an_unknown_key_a_wrong_class_a_wrong_unit_a_missing_topic_and_an_id_given_twice()
    {
        var problems = DiscoverySchema.Problems(Message(
        [
            _entities.New(Platform.Switch, "a", "A").With("command_topic", "t").With("colour", "red"),
            _entities.New(Platform.BinarySensor, "b", "B").With("state_topic", "t").With("device_class", "temperature"),
            _entities.New(Platform.Sensor, "c", "C").With("state_topic", "t").With("device_class", "temperature").With("unit_of_measurement", "%"),
            _entities.New(Platform.Light, "d", "D"),
            _entities.New(Platform.Camera, "a", "A again").With("topic", "t"),
            _entities.New("toaster", "f", "F"),
        ]));

        Assert.Equal(6, problems.Count);
    }

    [Fact]
    public void A_siren_is_sent_ON_and_OFF_and_not_JSON()
    {
        var siren = OutputEntities.Of(_entities, "alarm", "siren");
        Assert.Contains(new("command_template", "{{ value }}"), siren.Options);
    }

    [Fact]
    public void A_button_is_an_event_and_three_device_triggers()
    {
        var components = InputEntities.Of(_entities, "bell", "doorbell").ToList();
        Assert.Equal([Platform.Event, Platform.DeviceAutomation, Platform.DeviceAutomation, Platform.DeviceAutomation], components.Select(static one => one.Platform));
    }

    [Fact]
    public void A_temperature_in_a_unit_the_class_does_not_take_goes_without_a_class()
    {
        Assert.Equal("temperature", MeasuredQuantity.Of("temperature", "°C").DeviceClass);
        Assert.Null(MeasuredQuantity.Of("temperature", "m°C").DeviceClass);
    }

    [Fact]
    public void Diagnostics_the_machine_does_not_have_are_no_entities()
    {
        var ids = DiagnosticEntities.Of(_entities, new HashSet<string> { "uptime_s" }).Select(static one => one.Id).ToList();
        Assert.Equal(["diagnostic_uptime_s", "restart"], ids);
    }

    private IEnumerable<Component> Everything()
    {
        foreach (var picture in CameraEntities.Pictures(_entities))
            yield return picture;
        yield return CameraEntities.Privacy(_entities);
        yield return CameraEntities.Bitrate(_entities, 150, 3000);
        yield return CameraEntities.Quality(_entities);
        yield return CameraEntities.Viewers(_entities);
        foreach (var input in InputKinds.SelectMany(kind => InputEntities.Of(_entities, $"in-{kind}", kind)))
            yield return input;
        foreach (var kind in (string[])["light", "switch", "outlet", "siren"])
            yield return OutputEntities.Of(_entities, $"out-{kind}", kind);
        foreach (var (kind, unit) in ((string, string?)[])[("temperature", "°C"), ("humidity", "%"), ("pressure", "hPa"), ("illuminance", "lx"), ("voltage", "V"), ("current", "A"), ("power", "W"), ("energy", "Wh"), ("distance", "m"), ("co2", "ppm"), ("voc", "ppm"), ("pm1", "µg/m³"), ("pm25", "µg/m³"), ("pm10", "µg/m³"), ("fan", "rpm"), ("resistance", "Ω"), ("uv", null), ("ph", null)])
            yield return SensorEntities.Of(_entities, $"s-{kind}", kind, unit, 1);
        foreach (var diagnostic in DiagnosticEntities.Of(_entities, Members))
            yield return diagnostic;
        yield return DiagnosticEntities.Update(_entities);
        foreach (var control in Controls())
            yield return ControlEntities.Of(_entities, control)!;
    }

    private static IEnumerable<CameraControl> Controls() =>
    [
        new("brightness", ControlKind.Integer, ControlValue.Of(5)) { Minimum = 0, Maximum = 255, Step = 1 },
        new("gain", ControlKind.Number, ControlValue.Of(1.5)) { Minimum = 1, Maximum = 16 },
        new("horizontal-flip", ControlKind.Boolean, ControlValue.Of(false)),
        new("anti-flicker", ControlKind.Menu, ControlValue.Of("50 Hz")) { Options = ["off", "50 Hz", "60 Hz"] },
        new("focus-once", ControlKind.Button, ControlValue.None),
    ];

    private static JsonElement Message(IReadOnlyList<Component> components)
    {
        using var document = JsonDocument.Parse(DeviceMessage.Write(new("cam", "Cam", "1"), Topics, components, [new("gone", Platform.Light)]));
        return document.RootElement.Clone();
    }
}
