using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;

namespace CamAgent.HomeAutomation;

/// <summary>
/// Something of the device that the house sees: it describes its entities, keeps their states in <see cref="House.States"/> and carries out their
/// commands (<see cref="House.Commands"/>). A part holds no connection: states are sent again by themselves.
/// </summary>
internal interface IHousePart : IDisposable
{
    /// <summary>Its entities as they are now, in an order that stays.</summary>
    IEnumerable<Component> Describe(EntityBuilder entities);

    /// <summary>Begins to keep states and to take commands. Called once, before there is a connection.</summary>
    void Start(House house);
}
