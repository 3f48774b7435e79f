using CamAgent.Devices;
using CamAgent.HomeAutomation.Commands;
using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;

namespace CamAgent.HomeAutomation.Parts;

/// <summary>The GPIO outputs: set by the house, confirmed by what the line says.</summary>
internal sealed class OutputsPart(DeviceOutputs outputs) : IHousePart
{
    private House? _house;

    public IEnumerable<Component> Describe(EntityBuilder entities) => outputs.All.Select(output => OutputEntities.Of(entities, output.Name, output.Kind));

    public void Start(House house)
    {
        _house = house;
        outputs.Changed += Publish;
        foreach (var output in outputs.All)
        {
            Publish(output);
            house.Commands.Add($"output/{output.Name}/set", payload =>
            {
                if (!SwitchPayload.TryRead(payload, out var on, out var problem))
                    return problem;
                return outputs.TrySet(output.Name, on, out var fault) ? null : fault;
            });
        }
    }

    public void Dispose() => outputs.Changed -= Publish;

    private void Publish(DeviceOutput output)
    {
        var house = _house!;
        var isOn = output.IsOn;
        var state = house.Topics.Of($"output/{output.Name}/state");
        house.States.Set(house.Topics.AvailabilityOf($"output/{output.Name}"), isOn is null ? "offline" : "online");
        if (isOn is { } on)
            house.States.SetOnOff(state, on);
        else
            house.States.Clear(state);
    }
}
