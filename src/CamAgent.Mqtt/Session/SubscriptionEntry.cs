using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Session;

/// <summary>A filter that the session wants, and whether the broker knows it.</summary>
internal sealed class SubscriptionEntry(string filter, SubscriptionSettings settings, SubscriptionEntry? replaces = null)
{
    private readonly TaskCompletionSource<SubscribeResult> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SubscriptionEntry? _replaces = replaces is { Answered.IsCompleted: false } ? replaces : null;

    public string Filter { get; } = filter;

    public SubscriptionRequest Request { get; } =
        new(filter, settings.QoS, settings.NoLocal, settings.RetainAsPublished, settings.RetainHandling);

    /// <summary>The broker granted it in the present session.</summary>
    public bool Granted { get; set; }

    /// <summary>The broker's first answer, to this entry or to the one that replaced it; cancelled when the filter is given up before.</summary>
    public Task<SubscribeResult> Answered => _answered.Task;

    public void Answer(SubscribeResult result)
    {
        _answered.TrySetResult(result);
        _replaces?.Answer(result);
        _replaces = null;
    }

    public void Abandon()
    {
        _answered.TrySetCanceled();
        _replaces?.Abandon();
        _replaces = null;
    }
}
