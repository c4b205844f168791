using System.Runtime.InteropServices;
using System.Text;
using StackBench.Machine.Files;

namespace StackBench.Machine.Nvidia;

/// <summary>
/// NVIDIA's management library, bound at run time. Every function may be missing in an older driver: its fact is then unknown.
/// </summary>
internal sealed unsafe class Nvml : IDisposable
{
    // Without the version suffix the name belongs to the development package.
    private const string Library = "libnvidia-ml.so.1";
    private const int TextBytes = 96;
    private const int Success = 0;

    private readonly nint _library;

    private Nvml(nint library) => _library = library;

    /// <summary>The library, started; null where it is absent or the driver does not answer.</summary>
    public static Nvml? TryOpen(string name = Library)
    {
        if (!NativeLibrary.TryLoad(name, out var library)) return null;
        var init = (delegate* unmanaged<int>)Export(library, "nvmlInit_v2");
        if (init is not null && init() == Success) return new Nvml(library);
        NativeLibrary.Free(library);
        return null;
    }

    public Fact<string> DriverVersion
    {
        get
        {
            var get = (delegate* unmanaged<byte*, uint, int>)Export(_library, "nvmlSystemGetDriverVersion");
            var text = stackalloc byte[TextBytes];
            return get is null
                ? Missing<string>("nvmlSystemGetDriverVersion")
                : Of(get(text, TextBytes), "nvmlSystemGetDriverVersion", () => Decode(text));
        }
    }

    public IReadOnlyList<nint> Devices()
    {
        var getCount = (delegate* unmanaged<uint*, int>)Export(_library, "nvmlDeviceGetCount_v2");
        var getHandle = (delegate* unmanaged<uint, nint*, int>)Export(_library, "nvmlDeviceGetHandleByIndex_v2");
        var devices = new List<nint>();
        uint count = 0;
        if (getCount is null || getHandle is null || getCount(&count) != Success) return devices;
        for (var index = 0u; index < count; index++)
        {
            nint device;
            if (getHandle(index, &device) == Success) devices.Add(device);
        }

        return devices;
    }

    public Fact<string> Text(nint device, string function)
    {
        var get = (delegate* unmanaged<nint, byte*, uint, int>)Export(_library, function);
        var text = stackalloc byte[TextBytes];
        return get is null ? Missing<string>(function) : Of(get(device, text, TextBytes), function, () => Decode(text));
    }

    public Fact<uint> UInt(nint device, string function)
    {
        var get = (delegate* unmanaged<nint, uint*, int>)Export(_library, function);
        uint value = 0;
        return get is null ? Missing<uint>(function) : Of(get(device, &value), function, value);
    }

    public Fact<uint> UInt(nint device, string function, uint argument)
    {
        var get = (delegate* unmanaged<nint, uint, uint*, int>)Export(_library, function);
        uint value = 0;
        return get is null ? Missing<uint>(function) : Of(get(device, argument, &value), function, value);
    }

    /// <summary>Two numbers one function gives at once.</summary>
    public Fact<(uint First, uint Second)> Pair(nint device, string function)
    {
        var get = (delegate* unmanaged<nint, uint*, uint*, int>)Export(_library, function);
        uint first = 0, second = 0;
        return get is null ? Missing<(uint, uint)>(function) : Of(get(device, &first, &second), function, (first, second));
    }

    public Fact<ulong> ULong(nint device, string function)
    {
        var get = (delegate* unmanaged<nint, ulong*, int>)Export(_library, function);
        ulong value = 0;
        return get is null ? Missing<ulong>(function) : Of(get(device, &value), function, value);
    }

    /// <summary>A plain structure of the library's header.</summary>
    public Fact<T> Structure<T>(nint device, string function, T initial = default)
        where T : unmanaged
    {
        var get = (delegate* unmanaged<nint, T*, int>)Export(_library, function);
        var value = initial;
        return get is null ? Missing<T>(function) : Of(get(device, &value), function, value);
    }

    public void Dispose()
    {
        var shutdown = (delegate* unmanaged<int>)Export(_library, "nvmlShutdown");
        if (shutdown is not null) _ = shutdown();
        NativeLibrary.Free(_library);
    }

    private static Fact<T> Missing<T>(string function) => Fact<T>.Unknown($"this driver's library has no {function}");

    private static Fact<T> Of<T>(int code, string function, T value) =>
        code == Success ? value : Fact<T>.Unknown($"{function}: {Reason(code)}");

    private static Fact<string> Of(int code, string function, Func<string> text) => code != Success
        ? Fact<string>.Unknown($"{function}: {Reason(code)}")
        : text() is { Length: > 0 } known ? known : Fact<string>.Unknown($"{function} gave no text");

    private static string Reason(int code) => code switch
    {
        3 => "not supported by this GPU",
        4 => "no permission",
        15 => "the GPU is lost",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"error {code}"),
    };

    private static string Decode(byte* text)
    {
        var bytes = new ReadOnlySpan<byte>(text, TextBytes);
        var end = bytes.IndexOf((byte)0);
        return PlainText.OneLine(Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]));
    }

    private static void* Export(nint library, string name) =>
        NativeLibrary.TryGetExport(library, name, out var address) ? (void*)address : null;
}
