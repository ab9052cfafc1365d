using System.Runtime.InteropServices;
using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>The functions of one loaded library, looked up in that library and nowhere else.</summary>
/// <param name="file">Its name, for complaints.</param>
/// <param name="handle">From the loader.</param>
internal sealed class NativeSymbols(string file, nint handle)
{
    /// <summary>Loads a library that the user named.</summary>
    /// <exception cref="UnusableException">It cannot be loaded; the message says why.</exception>
    internal static NativeSymbols Load(string path)
    {
        try
        {
            // Not a path relative to the program's own folder, which is where the loader would look first.
            return new NativeSymbols(path, NativeLibrary.Load(Path.GetFullPath(path)));
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new UnusableException($"--peer: '{path}' cannot be loaded as a native library.", error);
        }
    }

    /// <summary>A function's address.</summary>
    /// <exception cref="UnusableException">The library has none of that name.</exception>
    internal nint Find(string name) =>
        TryFind(name, out nint address) ? address : throw new UnusableException($"'{file}' has no function {name}.");

    /// <summary>A function's address, if the library (or one that it brought along) has it.</summary>
    internal bool TryFind(string name, out nint address) => NativeLibrary.TryGetExport(handle, name, out address);
}
