using System.Buffers.Binary;

namespace CamAgent.EndToEnd.Lab;

/// <summary>As much of a JPEG file as tells how large its picture is.</summary>
internal static class JpegFile
{
    /// <summary>ITU-T T.81 §B.1.1.4: segments of a marker and a length, until the frame header (SOF0 to SOF2, §B.2.2).</summary>
    internal static (int Width, int Height) SizeOf(byte[] file)
    {
        Assert.True(file.Length > 4 && file[0] == 0xFF && file[1] == 0xD8, "no JPEG file");
        for (var at = 2; at + 9 < file.Length && file[at] == 0xFF; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2)))
        {
            if (file[at + 1] is >= 0xC0 and <= 0xC2)
                return (BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 7)), BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 5)));
        }

        throw new InvalidDataException("The JPEG file has no frame header.");
    }
}
