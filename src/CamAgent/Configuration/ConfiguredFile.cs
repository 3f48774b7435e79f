using System.Text;
using CamAgent.Access;

namespace CamAgent.Configuration;

/// <summary>A file that a <c>…File</c> key names. A secret is read when it is used, so that the configuration never holds one and a renewed one counts from the next use.</summary>
/// <param name="Key">The key that names it.</param>
/// <param name="Path">Full path.</param>
internal sealed record ConfiguredFile(string Key, string Path)
{
    /// <summary>Secrets are short; a larger file is a mistake.</summary>
    internal const int MaximumSecretBytes = 16 * 1024;

    /// <summary>The file's text without the line end that editors add.</summary>
    /// <exception cref="ConfiguredFileException">It cannot be read, is empty, too large or not text; the message names key and file.</exception>
    public string ReadSecret()
    {
        byte[] bytes;
        try
        {
            if (Problem() is { } problem)
                throw new ConfiguredFileException($"{Key}: {Path} {problem}");
            bytes = BoundedFile.Read(Path, MaximumSecretBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfiguredFileException($"{Key}: {Path} cannot be read: {exception.Message}", exception);
        }

        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes).TrimEnd('\r', '\n');
            return text.Length > 0 ? text : throw new ConfiguredFileException($"{Key}: {Path} is empty");
        }
        catch (DecoderFallbackException exception)
        {
            throw new ConfiguredFileException($"{Key}: {Path} is not UTF-8 text", exception);
        }
    }

    /// <summary>What stands in the way of reading it, in words; null when nothing does.</summary>
    public string? Problem()
    {
        if (!FileStatus.TryGet(Path, out var status))
            return File.Exists(Path) ? "may not be looked at by this user" : "does not exist";
        if (!status.IsRegularFile)
            return "is not a regular file";
        try
        {
            using var handle = File.OpenHandle(Path, options: FileOptions.None);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "may not be read by this user";
        }
    }
}

/// <summary>A file named by the configuration failed, in words for people.</summary>
internal sealed class ConfiguredFileException(string message, Exception? inner = null) : Exception(message, inner);
