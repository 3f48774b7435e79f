using System.Text;
using CamAgent.Hardware.Video.Controls;
using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;
using CamAgent.Streaming;

namespace CamAgent.HomeAutomation.Parts;

/// <summary>The camera's controls in the house: exposure, white balance, zoom… as the camera that is there has them. A camera with others takes theirs away.</summary>
internal sealed class ControlsPart(CameraControls controls) : IHousePart
{
    // Automatic exposure moves with every cloud.
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private House? _house;

    public IEnumerable<Component> Describe(EntityBuilder entities)
    {
        foreach (var control in controls.List())
        {
            if (ControlEntities.Of(entities, control) is { } component)
                yield return component;
        }
    }

    public void Start(House house)
    {
        _house = house;
        controls.Changed += Publish;
        Publish();
    }

    public void Dispose() => controls.Changed -= Publish;

    private void Publish()
    {
        var house = _house!;
        lock (_gate)
        {
            var list = controls.List();
            foreach (var control in list)
            {
                if (control.Kind != ControlKind.Button)
                    house.States.Set(house.Topics.Of($"control/{control.Name}/state"), control.Value.ToString(), AtMostEvery);
                if (_known.Add(control.Name))
                    house.Commands.Add($"control/{control.Name}/set", payload => Set(control.Name, payload));
            }

            foreach (var gone in _known.Where(name => list.All(control => control.Name != name)).ToList())
            {
                _ = _known.Remove(gone);
                house.Commands.Remove($"control/{gone}/set");
                house.States.Clear(house.Topics.Of($"control/{gone}/state"));
            }
        }

        house.DescriptionChanged();
    }

    private string? Set(string name, ReadOnlySpan<byte> payload) => controls.TrySet(name, Encoding.UTF8.GetString(payload), out var problem) ? null : problem;
}
