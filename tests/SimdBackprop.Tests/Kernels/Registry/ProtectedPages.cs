using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SimdBackprop.Tests;

/// <summary>Memory by the page from the operating system, which takes away the right to touch some of it.</summary>
internal static unsafe partial class ProtectedPages
{
    private const int ReadAndWrite = 1 | 2, PrivateAndAnonymous = 0x02 | 0x20, NotReserved = 0x4000;
    private const uint ReserveAndCommit = 0x1000 | 0x2000, ReleaseAll = 0x8000, PageReadWrite = 0x04, PageNoAccess = 0x01;

    /// <summary>Why there are none here; null where there are.</summary>
    internal static string? Missing => OperatingSystem.IsLinux() || OperatingSystem.IsWindows()
        ? null
        : "Pages are protected by calls of Linux and Windows only; this is another system.";

    /// <summary>Whole pages that may be read and written.</summary>
    internal static byte* Map(nuint bytes)
    {
        byte* pages = OperatingSystem.IsWindows()
            ? VirtualAlloc(null, bytes, ReserveAndCommit, PageReadWrite)
            : MMap(null, bytes, ReadAndWrite, PrivateAndAnonymous, -1, 0);
        ThrowIf(pages == null || (nint)pages == -1);
        return pages;
    }

    /// <summary>Whole pages of which only those that are touched take memory, however many there are. Linux only.</summary>
    internal static byte* Reserve(nuint bytes)
    {
        byte* pages = MMap(null, bytes, ReadAndWrite, PrivateAndAnonymous | NotReserved, -1, 0);
        ThrowIf((nint)pages == -1);
        return pages;
    }

    /// <summary>From now on whoever touches the page ends the process.</summary>
    internal static void Forbid(byte* page)
    {
        nuint bytes = (nuint)Environment.SystemPageSize;
        ThrowIf(OperatingSystem.IsWindows() ? VirtualProtect(page, bytes, PageNoAccess, out _) == 0 : MProtect(page, bytes, 0) != 0);
    }

    internal static void Unmap(byte* pages, nuint bytes) =>
        ThrowIf(OperatingSystem.IsWindows() ? VirtualFree(pages, 0, ReleaseAll) == 0 : MUnmap(pages, bytes) != 0);

    private static void ThrowIf(bool failed)
    {
        if (failed)
        {
            throw new Win32Exception(); // whose message is the last error's, on Linux too
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* MMap(byte* address, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MProtect(byte* address, nuint bytes, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MUnmap(byte* address, nuint bytes);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial byte* VirtualAlloc(byte* address, nuint bytes, uint kind, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int VirtualProtect(byte* address, nuint bytes, uint protection, out uint before);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int VirtualFree(byte* address, nuint bytes, uint kind);
}
