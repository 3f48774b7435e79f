using System.Text;
using System.Text.Json;
using CamAgent.HomeAutomation;
using CamAgent.HomeAutomation.Discovery;

namespace CamAgent.Tests.HomeAutomation;

public sealed class DeviceMessageTests
{
    private static readonly HouseTopics Topics = new("camagent", "homeassistant", "front-door");

    private static readonly DeviceDescription Device = new("front-door", "Haustür „vorn“", "1.2.3") { Page = "https://cam.example.org/" };

    [Fact]
    public void The_message_carries_device_origin_availability_and_components()
    {
        var message = Parse(Write([new Component("motion", Platform.BinarySensor).With("name", "Motion").With("device_class", "motion")]));

        Assert.Equal("Haustür „vorn“", message.GetProperty("device").GetProperty("name").GetString());
        Assert.Equal("camagent-front-door", message.GetProperty("device").GetProperty("identifiers")[0].GetString());
        Assert.Equal("1.2.3", message.GetProperty("origin").GetProperty("sw_version").GetString());
        Assert.Equal("camagent/v1/front-door/status", message.GetProperty("availability")[0].GetProperty("topic").GetString());
        Assert.Equal("motion", message.GetProperty("components").GetProperty("motion").GetProperty("device_class").GetString());
        Assert.Equal("homeassistant/device/front-door/config", Topics.Discovery);
    }

    [Fact]
    public void A_part_that_can_be_away_is_available_only_while_it_and_the_device_are()
    {
        var component = new Component("t", Platform.Sensor).AvailableBy(Topics.Status, Topics.AvailabilityOf("sensor/t"));
        var written = Parse(Write([component])).GetProperty("components").GetProperty("t");

        Assert.Equal("all", written.GetProperty("availability_mode").GetString());
        Assert.Equal(
            ["camagent/v1/front-door/status", "camagent/v1/front-door/sensor/t/availability"],
            written.GetProperty("availability").EnumerateArray().Select(static entry => entry.GetProperty("topic").GetString()));
    }

    [Fact]
    public void An_entity_that_went_away_is_said_with_its_platform_alone()
    {
        var gone = new AnnouncedComponent("old", Platform.Switch);
        var written = Parse(DeviceMessage.Write(Device, Topics, [], [gone])).GetProperty("components").GetProperty("old");

        var only = Assert.Single(written.EnumerateObject());
        Assert.Equal(("platform", "switch"), (only.Name, only.Value.GetString()));
    }

    [Fact]
    public void What_was_announced_is_read_back_without_what_was_on_its_way_out()
    {
        Component[] components = [new Component("a", Platform.Switch).With("name", "A"), new Component("b", Platform.Sensor).With("name", "B")];
        var message = DeviceMessage.Write(Device, Topics, components, [new("gone", Platform.Light)]);

        Assert.Equal([new("a", "switch"), new("b", "sensor")], AnnouncedComponent.Read(message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"components\":3}")]
    [InlineData("{\"components\":{\"a\":{\"platform\":7,\"x\":1}}}")]
    [InlineData("{\"components\":{\"a\":{\"platform\":\"\\ud800\",\"x\":1}}}")]
    [InlineData("{\"components\":{\"a\":")]
    [InlineData("[[[[[[[[[[[[1]]]]]]]]]]]]")]
    public void Of_a_message_that_is_none_nothing_was_announced(string text) => Assert.Empty(AnnouncedComponent.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Damaged_messages_are_read_without_a_fault()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var whole = Write([new Component("a", Platform.Switch).With("name", "A")]).ToArray();
        for (var i = 0; i < 5_000; i++)
        {
            var damaged = whole.ToArray();
            for (var n = random.Next(1, 6); n > 0; n--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                AnnouncedComponent.Read(damaged.AsMemory(0, random.Next(damaged.Length)));
                AnnouncedComponent.Read(damaged);
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}, round {i}: {exception}");
            }
        }
    }

    private static ReadOnlyMemory<byte> Write(IReadOnlyList<Component> components) => DeviceMessage.Write(Device, Topics, components, []);

    private static JsonElement Parse(ReadOnlyMemory<byte> message)
    {
        using var document = JsonDocument.Parse(message);
        return document.RootElement.Clone();
    }
}
