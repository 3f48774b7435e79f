namespace CamAgent.Hardware.Sensors;

/// <summary>Where sensors come from.</summary>
public abstract class SensorSource
{
    private protected SensorSource()
    {
    }

    /// <summary>
    /// Those that are there now, by name. A sensor that stays is the same object. Cheap enough for every interval: sysfs tells nobody when devices come and go.
    /// One thread at a time.
    /// </summary>
    public abstract IReadOnlyList<Sensor> Discover();
}
