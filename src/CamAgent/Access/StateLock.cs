using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CamAgent.Access;

/// <summary>One writer at a time, across processes: flock(2) on a file beside the one that is written, since a rename replaces that one. The kernel lets go of it when its holder dies.</summary>
internal sealed class StateLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SafeFileHandle _file;

    private StateLock(SafeFileHandle file) => _file = file;

    /// <exception cref="StateException">Another process held it for five seconds, or the file cannot be opened.</exception>
    public static StateLock Take(string path)
    {
        var file = Open(path);
        var giveUp = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (NativeFile.Lock(file, NativeFile.LockExclusive | NativeFile.LockNonBlocking) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error is not (NativeFile.TryAgain or NativeFile.InterruptedSystemCall))
            {
                file.Dispose();
                throw new StateException($"{path} cannot be locked: {Marshal.GetPInvokeErrorMessage(error)}");
            }

            if (Environment.TickCount64 > giveUp)
            {
                file.Dispose();
                throw new StateException($"{path} is held by another camagent; end it, or try again.");
            }

            Thread.Sleep(10);
        }

        return new StateLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return PrivateFile.OpenForLock(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StateException(exception.Message, exception);
        }
    }
}
