using CamAgent.Mqtt.Connection;
using CamAgent.Mqtt.Transport;

namespace CamAgent.Mqtt;

/// <content>From Start to StopAsync: connect, stay, wait, again.</content>
public sealed partial class MqttClient
{
    private sealed class Run : IDisposable
    {
        // Beyond the connection's own farewell; then it is cut.
        private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(2);

        private readonly MqttClient _client;
        private readonly BackOff _backOff;

        // Ends waiting, opening and handlers at once; an open connection says goodbye first, and is cut by the other.
        private readonly CancellationTokenSource _stopping = new();
        private readonly CancellationTokenSource _abort = new();
        private readonly Lock _phase = new();
        private readonly Task _connecting;
        private readonly Task _dispatching;
        private Task? _stopped;

        public Run(MqttClient client)
        {
            _client = client;
            _backOff = new(client._options.BackOff, client._random);
            _connecting = Task.Run(ConnectLoopAsync);
            _dispatching = Task.Run(() => client.DispatchAsync(_stopping.Token));
        }

        public Task StopAsync(bool publishWill)
        {
            lock (_phase)
                return _stopped ??= StopOnceAsync(publishWill);
        }

        public void Dispose()
        {
            _stopping.Dispose();
            _abort.Dispose();
        }

        private async Task StopOnceAsync(bool publishWill)
        {
            await _stopping.CancelAsync();
            _client._driver.Do((session, now) => session.Disconnect(publishWill, now));
            _abort.CancelAfter(StopDeadline);
            await _connecting;
            // A handler that does not heed its token, or that called this, is not waited for.
            await Task.WhenAny(_dispatching, Task.Delay(StopDeadline));
            _client._driver.Do(static (session, _) => session.Abandon());
            _client.SetState(new MqttConnectionState.Stopped());
        }

        private async Task ConnectLoopAsync()
        {
            while (!_stopping.IsCancellationRequested)
            {
                _client.SetState(new MqttConnectionState.Connecting(_backOff.Failures + 1));
                var fault = await ConnectOnceAsync();
                if (_stopping.IsCancellationRequested)
                    return;
                var connectedFor = _client._state is MqttConnectionState.Connected
                    ? _client._time.GetElapsedTime(_client._connectedAt)
                    : TimeSpan.Zero;
                if (_client._driver.Do(fault, static (session, fault, _) => session.TryFallBack(fault)))
                    continue;

                var delay = _backOff.Next(connectedFor);
                _client.SetState(new MqttConnectionState.WaitingToRetry(fault, delay, _client._time.GetUtcNow() + delay));
                try
                {
                    await Task.Delay(delay, _client._time, _stopping.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }

        private async Task<MqttFault> ConnectOnceAsync()
        {
            var options = _client._options;
            using var timeout = new CancellationTokenSource(options.ConnectTimeout, _client._time);
            using var opening = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
            try
            {
                var password = Password(options);
                await using var transport = await new TransportConnector(_client._endpoint, options.Tls).ConnectAsync(opening.Token);
                var connection = new MqttConnection(_client._driver, transport, options.MaximumPacketSize, _client._endpoint.InWords);
                return await connection.RunAsync(password, _stopping.Token, _abort.Token);
            }
            catch (TransportException exception)
            {
                return exception.Fault;
            }
            catch (OperationCanceledException)
            {
                return _stopping.IsCancellationRequested
                    ? Stopped()
                    : new(MqttFaultKind.TimedOut, FormattableString.Invariant(
                        $"{_client._endpoint.InWords} did not answer within {options.ConnectTimeout.TotalSeconds:0.###} s"));
            }
            catch (Exception exception)
            {
                // The supervisor outlives even what nobody thought of; its reason is shown as it is.
                return new(MqttFaultKind.ConnectionLost, $"the connection to the {_client._endpoint.InWords} failed: {exception.Message}");
            }
        }

        private static string? Password(MqttClientOptions options)
        {
            try
            {
                return options.PasswordProvider is { } provider ? provider() : options.Password;
            }
            catch (Exception exception)
            {
                throw new TransportException(new(MqttFaultKind.Configuration, $"the broker's password cannot be had: {exception.Message}"), exception);
            }
        }

        private static MqttFault Stopped() => new(MqttFaultKind.Stopped, "the client was stopped");
    }
}
