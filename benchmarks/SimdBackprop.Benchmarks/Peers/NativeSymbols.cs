using System.Runtime.InteropServices;
using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>The functions of one loaded library, looked up in that library and nowhere else.</summary>
internal sealed unsafe class NativeSymbols
{
    private readonly string _name;
    private readonly nint _handle;

    private NativeSymbols(string name, nint handle)
    {
        _name = name;
        _handle = handle;
    }

    /// <summary>What was done to make it use its best kernels; null for nothing.</summary>
    internal KernelChoice? Choice { get; private init; }

    /// <summary>What the library says that it is, as far as it does.</summary>
    internal string Description
    {
        get
        {
            string name = TryFind("openblas_get_config", out nint config) ? KernelChoice.Text(((delegate* unmanaged<byte*>)config)())
                : TryFind("bli_info_get_version_str", out nint version)
                    ? $"BLIS {KernelChoice.Text(((delegate* unmanaged<byte*>)version)())} {KernelChoice.BlisFamily(this)}"
                : TryFind("dnnl_version", out nint numbers) ? OneDnnVersion((int*)((delegate* unmanaged<nint>)numbers)())
                : _name;
            return Choice is null ? name : $"{name} (by {Choice.Variable}={Choice.Value}: it does not know this processor by itself)";
        }
    }

    /// <summary>Loads a library, with the kernels that suit the processor.</summary>
    /// <param name="file">As the dynamic linker takes it.</param>
    /// <param name="name">What to call it.</param>
    /// <returns>The library; null if it cannot be loaded.</returns>
    internal static NativeSymbols? TryLoad(string file, string name)
    {
        if (!NativeLibrary.TryLoad(file, out nint handle))
        {
            return null;
        }

        NativeSymbols library = new(name, handle);
        if (KernelChoice.BetterFor(library) is not { } choice)
        {
            return library;
        }

        NativeLibrary.Free(handle);
        return choice.Apply(() => new NativeSymbols(name, NativeLibrary.Load(file)) { Choice = choice });
    }

    /// <summary>Loads a library that the user named.</summary>
    /// <exception cref="UnusableException">It cannot be loaded.</exception>
    internal static NativeSymbols LoadNamed(NamedLibrary library)
    {
        string name = $"--peer {library.Name}: '{library.Path}'";

        // Not a path relative to the program's own folder, which is where the loader would look first.
        return TryLoad(Path.GetFullPath(library.Path), name) ?? throw new UnusableException($"{name} cannot be loaded as a native library.");
    }

    /// <summary>A function's address.</summary>
    /// <exception cref="UnusableException">The library has none of that name.</exception>
    internal nint Find(string name) =>
        TryFind(name, out nint address) ? address : throw new UnusableException($"{_name} has no function {name}.");

    /// <summary>A function's address, if the library (or one that it brought along) has it.</summary>
    internal bool TryFind(string name, out nint address) => NativeLibrary.TryGetExport(_handle, name, out address);

    private static string OneDnnVersion(int* numbers) => $"oneDNN {numbers[0]}.{numbers[1]}.{numbers[2]}";
}
