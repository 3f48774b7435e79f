using CamAgent.HomeAutomation.Commands;
using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;
using CamAgent.Streaming;

namespace CamAgent.HomeAutomation.Parts;

/// <summary>The privacy switch in the house.</summary>
internal sealed class CameraPart(CameraSwitch camera) : IHousePart
{
    private House? _house;

    public IEnumerable<Component> Describe(EntityBuilder entities) => [CameraEntities.Privacy(entities)];

    public void Start(House house)
    {
        _house = house;
        camera.Changed += Publish;
        Publish();
        house.Commands.Add("camera/set", payload =>
        {
            if (!SwitchPayload.TryRead(payload, out var on, out var problem))
                return problem;
            camera.Set(on, "the house");
            return null;
        });
    }

    public void Dispose() => camera.Changed -= Publish;

    private void Publish() => _house!.States.SetOnOff(_house.Topics.Of("camera/state"), camera.IsOn);
}
