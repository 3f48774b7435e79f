using System.Collections;
using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Linux;

/// <summary>posix_spawn: a child in a session and process group of its own, with three given descriptors and default signals.</summary>
internal static unsafe partial class PosixSpawn
{
    private const short POSIX_SPAWN_SETSIGDEF = 0x04;
    private const short POSIX_SPAWN_SETSIGMASK = 0x08;
    private const short POSIX_SPAWN_SETSID = 0x80;

    /// <summary>More than any C library's posix_spawnattr_t, posix_spawn_file_actions_t (glibc: 336 and 80 bytes) or sigset_t takes.</summary>
    private const int OpaqueSize = 1024;

    /// <summary>What systemd says to the agent alone: a child that answered its watchdog would hide a hanging agent.</summary>
    private static readonly string[] NotInherited = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"];

    /// <param name="arguments">The program, looked up in PATH, and its arguments.</param>
    /// <param name="output">Becomes the child's standard output.</param>
    /// <param name="error">Becomes the child's standard error. Standard input is /dev/null.</param>
    /// <param name="process">The child's id, and that of its process group.</param>
    /// <returns>0, or an error number.</returns>
    public static int Start(IReadOnlyList<string> arguments, int output, int error, out int process)
    {
        var actions = stackalloc byte[OpaqueSize];
        var attributes = stackalloc byte[OpaqueSize];
        var names = new NativeStrings(arguments);
        var environment = new NativeStrings(Environment());
        _ = posix_spawn_file_actions_init(actions);
        _ = posix_spawnattr_init(attributes);
        try
        {
            SetAttributes(attributes);
            _ = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", LibC.O_RDONLY, 0);
            _ = posix_spawn_file_actions_adddup2(actions, output, 1);
            _ = posix_spawn_file_actions_adddup2(actions, error, 2);
            int id;
            var result = posix_spawnp(&id, names.Pointers[0], actions, attributes, names.Pointers, environment.Pointers);
            process = result == 0 ? id : 0;
            return result;
        }
        finally
        {
            _ = posix_spawnattr_destroy(attributes);
            _ = posix_spawn_file_actions_destroy(actions);
            names.Free();
            environment.Free();
        }
    }

    private static void SetAttributes(byte* attributes)
    {
        var signals = stackalloc byte[OpaqueSize];
        _ = sigemptyset(signals);
        _ = posix_spawnattr_setsigmask(attributes, signals);
        // .NET ignores SIGPIPE, and a shell's background job SIGINT: both would survive exec.
        foreach (var signal in (ReadOnlySpan<int>)[LibC.SIGINT, LibC.SIGQUIT, LibC.SIGPIPE, LibC.SIGTERM])
            _ = sigaddset(signals, signal);
        _ = posix_spawnattr_setsigdefault(attributes, signals);
        _ = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
    }

    private static List<string> Environment()
    {
        var variables = new List<string>();
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            if (entry is { Key: string key, Value: string value } && !NotInherited.AsSpan().Contains(key))
                variables.Add($"{key}={value}");
        }

        return variables;
    }

    [LibraryImport("libc")]
    private static partial int posix_spawnp(int* process, byte* file, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int newDescriptor);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int sigemptyset(byte* signals);

    [LibraryImport("libc")]
    private static partial int sigaddset(byte* signals, int signal);

    /// <summary>A null-terminated array of C strings.</summary>
    private readonly ref struct NativeStrings
    {
        private readonly int _count;

        public NativeStrings(IReadOnlyList<string> strings)
        {
            _count = strings.Count;
            Pointers = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
            for (var i = 0; i < _count; i++)
                Pointers[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        }

        public byte** Pointers { get; }

        public void Free()
        {
            for (var i = 0; i < _count; i++)
                Marshal.FreeCoTaskMem((nint)Pointers[i]);
            NativeMemory.Free(Pointers);
        }
    }
}
