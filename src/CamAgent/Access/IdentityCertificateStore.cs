namespace CamAgent.Access;

/// <summary>The camera's lasting certificate and key, which viewers know it by: <c>identity.pem</c> in the state directory. Whoever loses it pairs every viewer again.</summary>
/// <param name="create">Makes a new one: PEM with one certificate and its private key.</param>
internal sealed class IdentityCertificateStore(StateDirectory directory, Func<byte[]> create)
{
    internal const string FileName = "identity.pem";

    private const int MaximumBytes = 64 * 1024;

    private readonly string _path = directory.FileNamed(FileName);

    public string Path => _path;

    /// <summary>The PEM of the identity, made now if there was none. Agent and commands that ask at once get the same one.</summary>
    /// <exception cref="StateException">It cannot be read, made or stored, or holds no certificate with a key. It is never overwritten.</exception>
    public byte[] LoadOrCreate()
    {
        if (TryRead() is { } kept)
            return kept;
        directory.Create();
        using var held = StateLock.Take(directory.FileNamed("identity.lock"));
        if (TryRead() is { } meanwhile)
            return meanwhile;
        var pem = create();
        if (!IdentityFingerprint.TryCompute(pem, out _))
            throw new InvalidOperationException("The new identity holds no certificate with a key.");
        try
        {
            AtomicFile.Write(_path, pem);
            return pem;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StateException($"{_path} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Null when there is none yet.</summary>
    private byte[]? TryRead()
    {
        if (!File.Exists(_path) && !FileStatus.TryGet(_path, out _))
            return null;
        try
        {
            var pem = BoundedFile.Read(_path, MaximumBytes);
            return IdentityFingerprint.TryCompute(pem, out _)
                ? pem
                : throw new StateException($"{_path} holds no certificate with its private key. Restore it from a backup; or move it away, and pair every viewer again.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StateException($"{_path} cannot be read: {exception.Message}", exception);
        }
    }
}
