namespace CamAgent.DataChannels.Control;

/// <summary>The way back to the viewer. Any thread.</summary>
internal interface IControlLine
{
    /// <summary>The viewer's session.</summary>
    string Session { get; }

    /// <summary>For people: the viewer.</summary>
    string Name { get; }

    /// <param name="message">Not copied: it must not change any more.</param>
    /// <returns>False where there is no room for now, or never again.</returns>
    bool TrySend(ReadOnlyMemory<byte> message, bool isBinary);

    void Close();
}
