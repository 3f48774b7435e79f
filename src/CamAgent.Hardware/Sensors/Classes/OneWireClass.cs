namespace CamAgent.Hardware.Sensors.Classes;

/// <summary>1-Wire thermometers. Documentation/w1/slaves/w1_therm.rst.</summary>
internal sealed class OneWireClass : SensorClass
{
    public override string Folder => "bus/w1/devices";

    public override bool IsDevice(string entry, string folder) => Model(entry) is not null;

    // The serial number burnt into it.
    public override string IdentityOf(string folder) => Path.GetFileName(folder);

    public override IReadOnlyList<SensorChannel> Probe(string folder)
    {
        var model = Model(Path.GetFileName(folder));
        var attribute = File.Exists(Path.Combine(folder, OneWireChannel.Scratchpad)) ? OneWireChannel.Scratchpad
            : File.Exists(Path.Combine(folder, OneWireChannel.Temperature)) ? OneWireChannel.Temperature : null;
        return model is null || attribute is null ? [] : [new OneWireChannel(SensorName.Join(model, SensorKind.Temperature.Word()), attribute)];
    }

    /// <summary>By the family code, the first byte of the serial number.</summary>
    private static string? Model(string entry) => entry.Length == 15 && entry[2] == '-' ? entry[..2] switch
    {
        "10" => "ds18s20",
        "22" => "ds1822",
        "28" => "ds18b20",
        "3b" => "ds1825",
        "42" => "ds28ea00",
        _ => null,
    } : null;
}
