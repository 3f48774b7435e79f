using CamAgent.Mqtt.Packets;
using CamAgent.Mqtt.Transport;

namespace CamAgent.Mqtt.Connection;

/// <summary>One connection, from the opened transport to its end: a reading and a writing loop around the session.</summary>
internal sealed class MqttConnection(SessionDriver driver, ITransport transport, int maximumPacketSize, string broker)
{
    // How long a last packet, and the broker's own end, may take. By the real clock: it bounds sockets, not the protocol.
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <returns>Why it ended.</returns>
    /// <param name="stopping">The session is told by whoever cancels it; here it closes the gap before the session was open.</param>
    /// <param name="abort">Ends it without a word.</param>
    public async Task<MqttFault> RunAsync(string? password, CancellationToken stopping, CancellationToken abort)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(abort);
        driver.Closing = () => _closing.TrySetResult();
        driver.Do((session, now) => session.ConnectionOpened(password, now));
        if (stopping.IsCancellationRequested)
            driver.Do(static (session, now) => session.Disconnect(publishWill: false, now));
        var reading = ReadAsync(ending.Token);
        var writing = WriteAsync(ending.Token);
        await Task.WhenAny(reading, writing, _closing.Task);

        // Whichever loop ended first has told the session; the writer now sends what is left and finishes.
        ending.CancelAfter(Farewell);
        await writing;
        await reading;
        driver.Closing = null;
        return driver.Do(0, static (session, _, _) =>
        {
            session.ConnectionEnded();
            return session.Fault!;
        });
    }

    private async Task ReadAsync(CancellationToken ending)
    {
        using var frames = new FrameReader(maximumPacketSize);
        try
        {
            while (true)
            {
                await WaitWhilePausedAsync(frames, ending);
                var count = await transport.ReadAsync(frames.GetMemory(), ending);
                if (count == 0)
                {
                    Lost("the broker closed it");
                    return;
                }

                frames.Advance(count);
                HandleFrames(frames);
            }
        }
        catch (OperationCanceledException)
        {
            Lost("it was cut off");
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            Lost(exception.GetBaseException().Message);
        }
    }

    private async ValueTask WaitWhilePausedAsync(FrameReader frames, CancellationToken ending)
    {
        if (!driver.Look(static session => session.IsReadingPaused))
            return;
        driver.Do(static (session, _) => session.PauseReading());
        while (driver.Look(static session => session.IsReadingPaused))
        {
            await driver.Reading.WaitAsync(ending);
            // What was read before the pause comes first.
            if (!driver.Look(static session => session.IsReadingPaused))
                HandleFrames(frames);
        }

        driver.Do(static (session, now) => session.ResumeReading(now));
    }

    // After a fault the rest is read and thrown away, so that the socket can end in order.
    private void HandleFrames(FrameReader frames) => driver.Do(frames, static (session, frames, now) =>
    {
        while (!session.IsReadingPaused)
        {
            if (frames.TryRead(out var header, out var body, out var violation))
            {
                session.HandleFrame(header, body, now);
                continue;
            }

            if (violation is { } found)
                session.Violated(found);
            if (session.Fault is not null)
                frames.Discard();
            break;
        }

        return 0;
    });

    private async Task WriteAsync(CancellationToken ending)
    {
        var buffer = new PacketBuffer();
        try
        {
            while (true)
            {
                var closing = driver.TakeOutput(buffer);
                if (buffer.Length > 0)
                {
                    await transport.WriteAsync(buffer.Written, ending);
                    buffer.Clear();
                }
                else if (closing)
                {
                    await transport.FinishAsync(ending);
                    return;
                }
                else
                {
                    await driver.Output.WaitAsync(ending);
                }
            }
        }
        catch (OperationCanceledException)
        {
            Lost("it was cut off");
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            Lost(exception.GetBaseException().Message);
        }
    }

    private void Lost(string why) => driver.Do((session, _) =>
        session.Close(new(MqttFaultKind.ConnectionLost, $"the connection to the {broker} was lost: {why}")));
}
