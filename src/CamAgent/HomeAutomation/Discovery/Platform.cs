namespace CamAgent.HomeAutomation.Discovery;

/// <summary>The kinds of entity that Home Assistant's MQTT integration knows and this device has; names as in its documentation.</summary>
internal static class Platform
{
    public const string BinarySensor = "binary_sensor";
    public const string Button = "button";
    public const string Camera = "camera";
    public const string DeviceAutomation = "device_automation";
    public const string Event = "event";
    public const string Image = "image";
    public const string Light = "light";
    public const string Number = "number";
    public const string Select = "select";
    public const string Sensor = "sensor";
    public const string Siren = "siren";
    public const string Switch = "switch";
    public const string Update = "update";
}
