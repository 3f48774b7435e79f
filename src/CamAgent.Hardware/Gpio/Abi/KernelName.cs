using System.Runtime.CompilerServices;
using System.Text;

namespace CamAgent.Hardware.Gpio.Abi;

/// <summary>char[GPIO_MAX_NAME_SIZE]: at most 31 bytes and a zero.</summary>
[InlineArray(Size)]
internal struct KernelName
{
    public const int Size = 32;

    private byte _first;

    /// <param name="text">What is longer is cut, at a whole character.</param>
    public static KernelName From(string text)
    {
        var name = default(KernelName);
        Encoding.UTF8.GetEncoder().Convert(text, ((Span<byte>)name)[..(Size - 1)], flush: false, out _, out _, out _);
        return name;
    }

    /// <summary>What drivers and other programs wrote: printable, whatever it was.</summary>
    public override readonly string ToString()
    {
        ReadOnlySpan<byte> bytes = this;
        var end = bytes.IndexOf((byte)0);
        Span<char> characters = stackalloc char[Size];
        var count = Encoding.UTF8.GetChars(end < 0 ? bytes : bytes[..end], characters);
        for (var i = 0; i < count; i++)
        {
            if (char.IsControl(characters[i]))
                characters[i] = '?';
        }

        return new string(characters[..count]);
    }
}
