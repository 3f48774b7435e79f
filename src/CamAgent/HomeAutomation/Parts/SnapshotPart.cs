using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;
using CamAgent.Snapshots;

namespace CamAgent.HomeAutomation.Parts;

/// <summary>Snapshots: when the house asks, and when something happens at an input.</summary>
/// <param name="given">Called when the house got one that it had asked for: somebody looks.</param>
internal sealed class SnapshotPart(SnapshotCamera camera, InputsPart inputs, Action given, ILogger log) : IHousePart
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(1);

    private House? _house;

    public IEnumerable<Component> Describe(EntityBuilder entities) => CameraEntities.Pictures(entities);

    public void Start(House house)
    {
        _house = house;
        camera.Taken += Publish;
        inputs.Happened += OnHappened;
        house.Commands.Add("snapshot/take", _ =>
        {
            Take(lastEvent: false);
            return null;
        });
    }

    public void Dispose()
    {
        camera.Taken -= Publish;
        inputs.Happened -= OnHappened;
    }

    private void OnHappened(Devices.DeviceInput input) => Take(lastEvent: true);

    private void Publish(Snapshot snapshot) => _house!.States.Set(_house.Topics.Of("snapshot"), snapshot.Jpeg, AtMostEvery);

    private void Take(bool lastEvent) => _ = TakeAsync(lastEvent);

    private async Task TakeAsync(bool lastEvent)
    {
        var outcome = await camera.TakeAsync();
        if (outcome.Snapshot is not { } snapshot)
            HomeAutomationLog.NoSnapshot(log, outcome.Problem);
        else if (lastEvent)
            _house!.States.Set(_house.Topics.Of("snapshot/last-event"), snapshot.Jpeg, AtMostEvery);
        else
            given();
    }
}
