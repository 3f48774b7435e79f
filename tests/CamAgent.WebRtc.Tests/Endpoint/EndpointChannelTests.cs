using CamAgent.WebRtc.Sctp.DataChannels;
using CamAgent.WebRtc.Tests.Sctp;

namespace CamAgent.WebRtc.Tests.Endpoint;

/// <summary>Data channels of a real endpoint, from its loop and from other threads.</summary>
public sealed class EndpointChannelTests
{
    [Fact]
    public async Task Other_threads_send_more_than_a_channel_holds_in_order_and_without_loss()
    {
        const int Messages = 400;
        var atViewer = new RecordingObserver();
        var opened = new TaskCompletionSource<DataChannel>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var room = new SemaphoreSlim(0);
        var atCamera = new RecordingObserver { OnOpened = opened.SetResult, OnWritable = _ => room.Release() };
        await using var camera = new LoopbackEndpoint();
        using var viewer = new LoopbackViewer(atViewer) { DataChannels = atCamera };
        await camera.ConnectAsync(viewer, "a");
        Assert.NotNull(viewer.Session.OpenDataChannel(new DataChannelOptions { Label = "test" }, viewer.Now));
        camera.Run(() => opened.Task.IsCompleted, viewer);

        var channel = await opened.Task;
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++)
            {
                var message = new byte[20_000];
                BitConverter.TryWriteBytes(message, i);
                while (!camera.Endpoint.TrySend("a", channel, message, isBinary: true))
                    Assert.True(await room.WaitAsync(TimeSpan.FromSeconds(20)), "never writable");
            }
        });
        camera.Run(() => atViewer.Messages.Values.SingleOrDefault()?.Count == Messages, viewer);
        await sending;
        Assert.Equal(Enumerable.Range(0, Messages), atViewer.Messages.Values.Single().Select(message => BitConverter.ToInt32(message.Content)));
        Assert.Equal(0, camera.Endpoint.Faults);
    }

    [Fact]
    public async Task An_observer_that_throws_loses_its_channel_and_the_picture_goes_on()
    {
        var atViewer = new RecordingObserver();
        var atCamera = new RecordingObserver { OnMessage = (_, _) => throw new InvalidOperationException("The handler is broken.") };
        await using var camera = new LoopbackEndpoint();
        using var viewer = new LoopbackViewer(atViewer) { DataChannels = atCamera };
        await camera.ConnectAsync(viewer, "a");
        var channel = viewer.Session.OpenDataChannel(new DataChannelOptions { Label = "test" }, viewer.Now)!;
        Assert.True(channel.TrySend("boom"u8, isBinary: false));
        camera.Run(() => channel.State == DataChannelState.Closed, viewer);
        Assert.Equal(1, camera.Endpoint.Faults);
        camera.Stream(viewer);
    }

    [Fact]
    public async Task What_is_posted_for_a_session_runs_on_the_loop_and_may_use_its_channels()
    {
        var atViewer = new RecordingObserver();
        var opened = new TaskCompletionSource<DataChannel>(TaskCreationOptions.RunContinuationsAsynchronously);
        var atCamera = new RecordingObserver { OnOpened = opened.SetResult };
        await using var camera = new LoopbackEndpoint();
        using var viewer = new LoopbackViewer(atViewer) { DataChannels = atCamera };
        await camera.ConnectAsync(viewer, "a");
        var channel = viewer.Session.OpenDataChannel(new DataChannelOptions { Label = "test" }, viewer.Now)!;
        camera.Run(() => opened.Task.IsCompleted, viewer);
        var cameras = await opened.Task;
        Assert.True(camera.Endpoint.TryPost("a", () =>
        {
            cameras.TrySend("last words"u8, isBinary: false);
            cameras.Close();
        }));
        Assert.True(camera.Endpoint.TryPost("unknown", () => throw new InvalidOperationException("must not run")));
        camera.Run(() => channel.State == DataChannelState.Closed, viewer);
        Assert.Equal("last words"u8.ToArray(), Assert.Single(atViewer.Of(channel)).Content);
        Assert.Equal(0, camera.Endpoint.Faults);
    }
}
