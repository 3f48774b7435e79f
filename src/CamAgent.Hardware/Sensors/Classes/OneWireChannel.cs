namespace CamAgent.Hardware.Sensors.Classes;

/// <summary>A thermometer on a 1-Wire bus. Reading starts a conversion: 750 ms at 12 bits.</summary>
internal sealed record OneWireChannel(string Name, string Attribute) : SensorChannel(Name, SensorKind.Temperature, Attribute)
{
    /// <summary>The nine bytes of the device's memory, with their checksum.</summary>
    public const string Scratchpad = "w1_slave";

    /// <summary>Milli degrees Celsius; the driver has checked them.</summary>
    public const string Temperature = "temperature";

    public override bool IsSlow => true;

    public override bool TryRead(string folder, out double value, out int error, out string? problem)
    {
        Span<byte> text = stackalloc byte[512];
        var length = SysfsFile.Read(Path.Combine(folder, Attribute), text);
        error = Math.Max(0, -length);
        problem = null;
        value = 0;
        // w1_therm prints nothing when all its attempts came garbled.
        if (length == 0)
            problem = "its answers come garbled over the wire, or not at all; look at the wiring and the pull-up resistor";
        if (length <= 0)
            return false;
        var milli = 0.0;
        var fault = Attribute == Scratchpad ? OneWireScratchpad.Parse(text[..length], out milli)
            : SysfsFile.TryParseNumber(text[..length], out milli) ? OneWireScratchpad.Plausible(milli) : OneWireFault.Garbled;
        value = milli * 1e-3;
        problem = fault switch
        {
            OneWireFault.None => null,
            OneWireFault.Checksum => "its answers come garbled over the wire (checksum); look at the wiring and the pull-up resistor",
            OneWireFault.NotConverted => "it has just got power, or too little of it, and has not measured yet (85 °C)",
            OneWireFault.ShortCircuit => "it answers with zeros only: a short circuit of the data line",
            _ => "its driver gives no temperature",
        };
        return problem is null;
    }
}
