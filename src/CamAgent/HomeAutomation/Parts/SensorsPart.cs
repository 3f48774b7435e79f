using CamAgent.Devices;
using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;
using CamAgent.HomeAutomation.States;

namespace CamAgent.HomeAutomation.Parts;

/// <summary>The machine's sensors, as they come and go.</summary>
internal sealed class SensorsPart(SensorReadings readings) : IHousePart
{
    // A sensor that trembles in its last digit is told once a second at most.
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(1);

    private House? _house;

    public IEnumerable<Component> Describe(EntityBuilder entities) =>
        readings.All.Select(reading => SensorEntities.Of(entities, reading.Name, reading.Kind, reading.Unit.Length > 0 ? reading.Unit : null, reading.Precision));

    public void Start(House house)
    {
        _house = house;
        readings.Changed += Publish;
        readings.Discovered += house.DescriptionChanged;
        foreach (var reading in readings.All)
            Publish(reading);
    }

    public void Dispose()
    {
        readings.Changed -= Publish;
        if (_house is not null)
            readings.Discovered -= _house.DescriptionChanged;
    }

    private void Publish(SensorReading reading)
    {
        var house = _house!;
        var state = house.Topics.Of($"sensor/{reading.Name}/state");
        var text = reading.Value is { } value ? MeasuredNumber.Format(value, reading.Precision) : null;
        house.States.Set(house.Topics.AvailabilityOf($"sensor/{reading.Name}"), text is null ? "offline" : "online");
        if (text is null)
            house.States.Clear(state);
        else
            house.States.Set(state, text, AtMostEvery);
    }
}
