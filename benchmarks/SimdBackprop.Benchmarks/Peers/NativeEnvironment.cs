using System.Runtime.InteropServices;

namespace SimdBackprop.Benchmarks;

/// <summary>
/// The environment as native code sees it. The runtime keeps a copy of its own: what <see cref="Environment.SetEnvironmentVariable(string, string?)"/> sets,
/// the C library never hears of.
/// </summary>
internal static partial class NativeEnvironment
{
    internal static void Set(string name, string value)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetVariable(name, value, overwrite: 1);
        }
    }

    internal static void Unset(string name)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = UnsetVariable(name);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int UnsetVariable(string name);
}
