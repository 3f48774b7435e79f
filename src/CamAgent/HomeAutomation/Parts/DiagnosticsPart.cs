using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;

namespace CamAgent.HomeAutomation.Parts;

/// <summary>Tells how the agent and its board do, at an interval.</summary>
internal sealed class DiagnosticsPart : IHousePart
{
    private readonly Func<Diagnostics> _read;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private House? _house;
    private IReadOnlySet<string> _members;

    /// <param name="read">Reads now; called at the interval, not at once by several.</param>
    public DiagnosticsPart(Func<Diagnostics> read, TimeSpan interval, TimeProvider time)
    {
        _read = read;
        _interval = interval;
        _members = read().Members;
        _timer = time.CreateTimer(_ => Publish(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IEnumerable<Component> Describe(EntityBuilder entities) => DiagnosticEntities.Of(entities, _members);

    public void Start(House house)
    {
        _house = house;
        Publish();
    }

    public void Dispose() => _timer.Dispose();

    private void Publish()
    {
        var house = _house!;
        var diagnostics = _read();
        house.States.Set(house.Topics.Of("diagnostics/state"), diagnostics.ToJson());
        // A network or a sensor that came later: what is known once stays an entity.
        if (!_members.IsSupersetOf(diagnostics.Members))
        {
            _members = diagnostics.Members.Concat(_members).ToHashSet(StringComparer.Ordinal);
            house.DescriptionChanged();
        }

        _timer.Change(_interval, Timeout.InfiniteTimeSpan);
    }
}
