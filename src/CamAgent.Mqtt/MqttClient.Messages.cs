using CamAgent.Mqtt.Session;

namespace CamAgent.Mqtt;

/// <content>Publishing and receiving.</content>
public sealed partial class MqttClient
{
    // Replaced as a whole, within the driver's lock.
    private volatile MqttSubscription[] _subscriptions = [];

    /// <summary>
    /// Publishes, now or with the next connection. Completes when the broker has taken or refused the message (QoS 0: when it is handed to the
    /// connection), or when it was dropped: the result says which. It does not throw for what happens on the network.
    /// </summary>
    /// <exception cref="ArgumentException">A field that cannot be written as MQTT demands.</exception>
    /// <exception cref="OperationCanceledException">A message that was still queued is withdrawn; one that was sent may arrive.</exception>
    public async Task<PublishResult> PublishAsync(MqttMessage message, CancellationToken cancellationToken = default)
    {
        var outgoing = Enqueue(message);
        try
        {
            return await outgoing.Completion.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _driver.Do((session, _) => session.Withdraw(outgoing));
            throw;
        }
    }

    /// <summary>Publishes without waiting; what becomes of a message that does not arrive is told by <see cref="MessageDropped"/>.</summary>
    /// <returns>False if it was not even queued.</returns>
    /// <exception cref="ArgumentException">A field that cannot be written as MQTT demands.</exception>
    public bool TryPublish(MqttMessage message)
    {
        var completion = Enqueue(message).Completion;
        return !completion.IsCompletedSuccessfully || completion.Result.IsDelivered;
    }

    /// <summary>
    /// Subscribes, now and with each connection that has lost the subscription. Handlers run one after the other, in the order of the messages;
    /// a message is acknowledged after its handlers, so that a slow one holds the broker back. What a handler throws is told by
    /// <see cref="HandlerFailed"/>, and the message counts as handled.
    /// A second subscription of the same filter replaces the settings of the first, and both handlers run.
    /// </summary>
    /// <param name="handler">Its token is cancelled by <see cref="StopAsync"/>.</param>
    /// <exception cref="ArgumentException">Not a topic filter.</exception>
    public MqttSubscription Subscribe(
        string filter, Func<ReceivedMessage, CancellationToken, ValueTask> handler, SubscriptionSettings? settings = null)
    {
        if (!TopicFilter.IsValid(filter))
            throw new ArgumentException($"'{filter}' is not a topic filter: levels between '/', with '+' for one whole level and '#' for all that follow.", nameof(filter));
        // In one step with the session's: the handler stands before the broker can answer.
        return _driver.Do(this, (session, client, _) =>
        {
            var entry = session.Subscribe(filter, settings ?? new());
            var subscription = new MqttSubscription(client, filter, handler, entry.Answered);
            client._subscriptions = [.. client._subscriptions, subscription];
            return subscription;
        });
    }

    internal void Unsubscribe(MqttSubscription subscription) => _driver.Do((session, _) =>
    {
        _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
        if (!_subscriptions.Any(other => other.Filter == subscription.Filter))
            session.Unsubscribe(subscription.Filter);
    });

    private OutgoingMessage Enqueue(MqttMessage message)
    {
        if (message.FindProblem() is { } problem)
            throw new ArgumentException(problem, nameof(message));
        return _driver.Do(message, static (session, message, now) => session.Publish(message, now));
    }

    private async Task DispatchAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                while (_driver.TakeDelivery() is { } delivery)
                {
                    // A handler that StopAsync interrupts leaves its message unacknowledged.
                    await HandleAsync(delivery.Message, stopping);
                    _driver.Do(delivery, static (session, delivery, _) =>
                    {
                        session.Acknowledge(delivery);
                        return 0;
                    });
                    stopping.ThrowIfCancellationRequested();
                }

                await _driver.Deliveries.WaitAsync(stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // StopAsync.
        }
    }

    private async ValueTask HandleAsync(ReceivedMessage message, CancellationToken stopping)
    {
        foreach (var subscription in _subscriptions)
        {
            if (!TopicFilter.Matches(subscription.Filter, message.Topic))
                continue;
            try
            {
                await subscription.Handler(message, stopping);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stopping.IsCancellationRequested)
            {
                ReportFault(new(message.Topic, exception));
            }
        }
    }
}
