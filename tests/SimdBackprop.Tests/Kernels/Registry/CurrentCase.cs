using System.IO.MemoryMappedFiles;
using System.Text;
using System.Text.Unicode;

namespace SimdBackprop.Tests;

/// <summary>
/// What a process is about to do, in a file that is mapped into its memory: the operating system keeps it when the process dies, and to write it takes no call.
/// </summary>
internal sealed unsafe class CurrentCase : IDisposable
{
    private const int Bytes = 512;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _text;

    internal CurrentCase(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, mapName: null, Bytes);
        _view = _file.CreateViewAccessor(0, Bytes);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _text);
    }

    /// <summary>Leaves a name; a longer one is cut off.</summary>
    internal void Is(string entry, string call, string place)
    {
        Utf8.TryWrite(new Span<byte>(_text, Bytes - 1), $"{entry}: {call}, {place}", out int written);
        _text[written] = 0;
    }

    internal static string Read(string path) => Encoding.UTF8.GetString(File.ReadAllBytes(path)).Split('\0')[0];

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
