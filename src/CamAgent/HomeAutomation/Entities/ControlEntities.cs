using CamAgent.Hardware.Video.Controls;
using CamAgent.HomeAutomation.Discovery;

namespace CamAgent.HomeAutomation.Entities;

/// <summary>The camera's controls: numbers, switches, menus and buttons, as the device offers them.</summary>
internal static class ControlEntities
{
    /// <summary>Null for what cannot be set, and for menus without options.</summary>
    public static Component? Of(EntityBuilder entities, CameraControl control)
    {
        if (control.IsReadOnly)
            return null;
        var id = $"control_{control.Name}";
        var name = EntityBuilder.Readable(control.Name);
        return control.Kind switch
        {
            ControlKind.Button => entities.New(Platform.Button, id, name).With("command_topic", Set(entities, control)).With("entity_category", "config"),
            ControlKind.Boolean => Settable(entities.New(Platform.Switch, id, name), entities, control),
            ControlKind.Menu => control.Options.Count == 0 ? null : Settable(entities.New(Platform.Select, id, name), entities, control).With("options", control.Options),
            _ => Settable(entities.New(Platform.Number, id, name), entities, control)
                .With("min", control.Minimum).With("max", control.Maximum)
                .With("step", Step(control))
                .WithOptional("unit_of_measurement", control.Unit),
        };
    }

    // Home Assistant takes no step below a thousandth.
    private static double Step(CameraControl control) => control.Step >= 0.001 ? control.Step : control.Kind == ControlKind.Integer ? 1 : 0.001;

    private static Component Settable(Component component, EntityBuilder entities, CameraControl control) => component
        .With("state_topic", entities.Topics.Of($"control/{control.Name}/state"))
        .With("command_topic", Set(entities, control))
        .With("entity_category", "config");

    private static string Set(EntityBuilder entities, CameraControl control) => entities.Topics.Of($"control/{control.Name}/set");
}
