using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Video4Linux;

/// <summary>One USB camera for several tests: in the emulated guest, plugging it in takes longer than a test.</summary>
public sealed class UsbCameraFixture : IAsyncLifetime
{
    private UvcCamera? _camera;

    internal UvcCamera Camera => _camera ?? throw new InvalidOperationException("Not in the guest");

    public async Task InitializeAsync()
    {
        if (Guest.WhyNot is null)
            _camera = await UvcCamera.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_camera is not null)
            await _camera.DisposeAsync();
    }
}
