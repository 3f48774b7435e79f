using System.Text;
using CamAgent.Devices;
using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;

namespace CamAgent.HomeAutomation.Parts;

/// <summary>The GPIO inputs: levels as states, presses as events.</summary>
internal sealed class InputsPart : IHousePart
{
    private readonly DeviceInputs _inputs;
    private readonly Dictionary<string, PressDetector> _detectors = new(StringComparer.Ordinal);
    private House? _house;

    public InputsPart(DeviceInputs inputs, TimeProvider time)
    {
        _inputs = inputs;
        foreach (var input in inputs.All.Where(static input => input.IsPressed))
        {
            var name = input.Name;
            _detectors[name] = new PressDetector(press => Tell(name, press), singleAtOnce: input.Kind == "doorbell", time);
        }
    }

    /// <summary>A button or a doorbell was pressed, or something else went on: what calls for a picture. Raised on any thread; a handler returns soon.</summary>
    public event Action<DeviceInput>? Happened;

    public IEnumerable<Component> Describe(EntityBuilder entities) => _inputs.All.SelectMany(input => InputEntities.Of(entities, input.Name, input.Kind));

    public void Start(House house)
    {
        _house = house;
        _inputs.Changed += OnChanged;
        foreach (var input in _inputs.All)
            Publish(input, input.IsOn);
    }

    public void Dispose()
    {
        _inputs.Changed -= OnChanged;
        foreach (var detector in _detectors.Values)
            detector.Dispose();
    }

    private void OnChanged(DeviceInputChange change)
    {
        Publish(change.Input, change.IsOn);
        if (_detectors.TryGetValue(change.Input.Name, out var detector))
        {
            // Presses that nobody saw whole are presses all the same.
            for (var unseen = change.Presses - (change.IsOn == true ? 1 : 0); unseen > 0; unseen--)
            {
                detector.Down();
                detector.Up();
            }

            if (change.Presses > 0 && change.IsOn == true)
                detector.Down();
            else if (change.IsOn != true)
                detector.Up();
        }
        else if (change.Presses > 0)
        {
            Happened?.Invoke(change.Input);
        }
    }

    private void Publish(DeviceInput input, bool? isOn)
    {
        var house = _house!;
        var state = house.Topics.Of($"input/{input.Name}/state");
        house.States.Set(house.Topics.AvailabilityOf($"input/{input.Name}"), isOn is null ? "offline" : "online");
        if (isOn is { } on)
            house.States.SetOnOff(state, on);
        else
            house.States.Clear(state);
    }

    private void Tell(string name, Press press)
    {
        var type = press switch
        {
            Press.Double => "double_press",
            Press.Long => "long_press",
            _ => "press",
        };
        // An event is of its moment: not retained, and lost where there is no broker.
        _house!.Say($"input/{name}/event", Encoding.ASCII.GetBytes($$"""{"event_type":"{{type}}"}"""));
        // What a press becomes later is not another visitor.
        if (_inputs.Find(name) is { } input && (press == Press.Single || input.Kind != "doorbell"))
            Happened?.Invoke(input);
    }
}
