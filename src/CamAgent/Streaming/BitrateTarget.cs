using System.Globalization;
using CamAgent.Configuration;

namespace CamAgent.Streaming;

/// <summary>
/// What the encoder is asked for: the chosen quality's share, under the limit that a person set, within what the configuration allows. Thread-safe.
/// </summary>
/// <param name="configured">What is in force now.</param>
/// <param name="apply">Takes the target in bits a second, when it has become another.</param>
internal sealed class BitrateTarget(Func<BitrateConfiguration> configured, Action<int> apply)
{
    private readonly Lock _gate = new();
    private StreamQuality _quality;
    private int? _limit;
    private int? _cap;
    private int _applied;

    /// <summary>Raised when the limit or the quality was set, on the thread that did.</summary>
    internal event Action? Changed;

    internal StreamQuality Quality => _quality;

    /// <summary>In kbit/s: what was set, and never more than the configuration allows.</summary>
    internal int LimitKbps => Math.Clamp(_limit ?? int.MaxValue, configured().MinKbps, configured().MaxKbps);

    /// <summary>In kbit/s.</summary>
    internal int TargetKbps
    {
        get
        {
            var range = configured();
            var share = _quality switch
            {
                StreamQuality.Low => range.MaxKbps / 4,
                StreamQuality.Medium => range.MaxKbps / 2,
                StreamQuality.High => range.MaxKbps,
                _ => range.StartKbps,
            };
            return Math.Clamp(Math.Min(Math.Min(share, LimitKbps), _cap ?? int.MaxValue), range.MinKbps, range.MaxKbps);
        }
    }

    /// <param name="problem">What is allowed, in words; empty where the limit was set.</param>
    internal bool TrySetLimit(double kbps, out string problem)
    {
        var range = configured();
        // The negated comparison refuses NaN too.
        if (!(kbps >= range.MinKbps && kbps <= range.MaxKbps))
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"allowed are {range.MinKbps} to {range.MaxKbps} kbit/s");
            return false;
        }

        problem = "";
        lock (_gate)
            _limit = (int)kbps;
        Apply();
        Changed?.Invoke();
        return true;
    }

    internal void SetQuality(StreamQuality quality)
    {
        lock (_gate)
            _quality = quality;
        Apply();
        Changed?.Invoke();
    }

    /// <param name="kbps">The most that anybody who watches takes; null for no such limit.</param>
    internal void SetCap(int? kbps)
    {
        lock (_gate)
            _cap = kbps;
        Apply();
    }

    /// <summary>To be called when the configuration has changed.</summary>
    internal void Refresh()
    {
        Apply();
        Changed?.Invoke();
    }

    private void Apply()
    {
        lock (_gate)
        {
            var target = TargetKbps * 1000;
            if (target == _applied)
                return;
            _applied = target;
            apply(target);
        }
    }
}
