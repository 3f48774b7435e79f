using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CamAgent.Hardware.Gpio.Abi;

namespace CamAgent.Hardware.Tests.Gpio;

/// <summary>The structures lie as the compilers of all architectures lay them: tests/vm/abi, made from linux/gpio.h.</summary>
public sealed class GpioLayoutTests
{
    public static TheoryData<string> Architectures => [.. Directory.GetFiles(Folder(), "*.txt").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Sizes_offsets_and_request_numbers_are_the_headers(string table)
    {
        var expected = File.ReadLines(Path.Combine(Folder(), table)).Select(line => line.Split(' ')).Where(words => words.Length == 2)
            .ToDictionary(words => words[0], words => words[1], StringComparer.Ordinal);
        foreach (var (name, ours) in Ours)
            Assert.Equal((name, expected[name]), (name, ours));
    }

    private static IEnumerable<(string Name, string Value)> Ours =>
    [
        ("sizeof(gpiochip_info)", Size<ChipInfo>()),
        ("sizeof(gpio_v2_line_config_attribute)", Size<LineAttribute>()),
        ("sizeof(gpio_v2_line_config)", Size<LineConfig>()),
        ("offsetof(gpio_v2_line_config,attrs)", Offset<LineConfig>(nameof(LineConfig.Attributes))),
        ("sizeof(gpio_v2_line_request)", Size<LineRequest>()),
        ("offsetof(gpio_v2_line_request,consumer)", Offset<LineRequest>(nameof(LineRequest.Consumer))),
        ("offsetof(gpio_v2_line_request,config)", Offset<LineRequest>(nameof(LineRequest.Config))),
        ("offsetof(gpio_v2_line_request,num_lines)", Offset<LineRequest>(nameof(LineRequest.LineCount))),
        ("offsetof(gpio_v2_line_request,event_buffer_size)", Offset<LineRequest>(nameof(LineRequest.EventBufferSize))),
        ("offsetof(gpio_v2_line_request,fd)", Offset<LineRequest>(nameof(LineRequest.Descriptor))),
        ("sizeof(gpio_v2_line_info)", Size<LineInfo>()),
        ("sizeof(gpio_v2_line_event)", Size<LineEvent>()),
        ("offsetof(gpio_v2_line_event,id)", Offset<LineEvent>(nameof(LineEvent.Id))),
        ("offsetof(gpio_v2_line_event,offset)", Offset<LineEvent>(nameof(LineEvent.Offset))),
        ("offsetof(gpio_v2_line_event,seqno)", Offset<LineEvent>(nameof(LineEvent.Sequence))),
        ("offsetof(gpio_v2_line_event,line_seqno)", Offset<LineEvent>(nameof(LineEvent.LineSequence))),
        ("sizeof(gpio_v2_line_values)", Size<LineValues>()),
        ("GPIO_GET_CHIPINFO_IOCTL", Number(GpioRequest.GetChipInfo)),
        ("GPIO_V2_GET_LINEINFO_IOCTL", Number(GpioRequest.GetLineInfo)),
        ("GPIO_V2_GET_LINE_IOCTL", Number(GpioRequest.GetLine)),
        ("GPIO_V2_LINE_GET_VALUES_IOCTL", Number(GpioRequest.GetValues)),
        ("GPIO_V2_LINE_SET_VALUES_IOCTL", Number(GpioRequest.SetValues)),
        ("offsetof(gpiochip_info,label)", Offset<ChipInfo>(nameof(ChipInfo.Label))),
        ("offsetof(gpiochip_info,lines)", Offset<ChipInfo>(nameof(ChipInfo.Lines))),
        ("offsetof(gpio_v2_line_attribute,values)", Offset<LineAttribute>(nameof(LineAttribute.Values))),
        ("offsetof(gpio_v2_line_attribute,debounce_period_us)", Offset<LineAttribute>(nameof(LineAttribute.DebouncePeriod))),
        ("offsetof(gpio_v2_line_config_attribute,mask)", Offset<LineAttribute>(nameof(LineAttribute.Mask))),
        ("offsetof(gpio_v2_line_config,num_attrs)", Offset<LineConfig>(nameof(LineConfig.AttributeCount))),
        ("offsetof(gpio_v2_line_info,consumer)", Offset<LineInfo>(nameof(LineInfo.Consumer))),
        ("offsetof(gpio_v2_line_info,offset)", Offset<LineInfo>(nameof(LineInfo.Offset))),
        ("offsetof(gpio_v2_line_info,flags)", Offset<LineInfo>(nameof(LineInfo.Flags))),
        ("GPIO_MAX_NAME_SIZE", Number(KernelName.Size)),
        ("GPIO_V2_LINES_MAX", Number((ulong)Unsafe.SizeOf<LineOffsets>() / sizeof(uint))),
        ("GPIO_V2_LINE_NUM_ATTRS_MAX", Number((ulong)(Unsafe.SizeOf<LineAttributes>() / Unsafe.SizeOf<LineAttribute>()))),
        ("GPIO_V2_LINE_FLAG_USED", Number((ulong)LineFlags.Used)),
        ("GPIO_V2_LINE_FLAG_ACTIVE_LOW", Number((ulong)LineFlags.ActiveLow)),
        ("GPIO_V2_LINE_FLAG_INPUT", Number((ulong)LineFlags.Input)),
        ("GPIO_V2_LINE_FLAG_OUTPUT", Number((ulong)LineFlags.Output)),
        ("GPIO_V2_LINE_FLAG_EDGE_RISING", Number((ulong)LineFlags.EdgeRising)),
        ("GPIO_V2_LINE_FLAG_EDGE_FALLING", Number((ulong)LineFlags.EdgeFalling)),
        ("GPIO_V2_LINE_FLAG_BIAS_PULL_UP", Number((ulong)LineFlags.BiasPullUp)),
        ("GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN", Number((ulong)LineFlags.BiasPullDown)),
        ("GPIO_V2_LINE_FLAG_BIAS_DISABLED", Number((ulong)LineFlags.BiasDisabled)),
        ("GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES", Number(LineAttribute.OutputValuesId)),
        ("GPIO_V2_LINE_ATTR_ID_DEBOUNCE", Number(LineAttribute.DebounceId)),
        ("GPIO_V2_LINE_EVENT_RISING_EDGE", Number(LineEvent.RisingEdge)),
        ("GPIO_V2_LINE_EVENT_FALLING_EDGE", Number(LineEvent.FallingEdge)),
    ];

    private static string Size<T>() => Unsafe.SizeOf<T>().ToString(CultureInfo.InvariantCulture);

    private static string Offset<T>(string field) => Marshal.OffsetOf<T>(field).ToString();

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath("../../../vm/abi", here);
}
