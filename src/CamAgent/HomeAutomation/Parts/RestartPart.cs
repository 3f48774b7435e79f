using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;

namespace CamAgent.HomeAutomation.Parts;

/// <summary>The restart button: any payload presses it. Its entity stands with the diagnostics.</summary>
internal sealed class RestartPart(Action restart) : IHousePart
{
    public IEnumerable<Component> Describe(EntityBuilder entities) => [];

    public void Start(House house) => house.Commands.Add("restart/press", _ =>
    {
        restart();
        return null;
    });

    public void Dispose()
    {
    }
}
