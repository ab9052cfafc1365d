using System.Numerics;

namespace SimdBackprop;

/// <summary>y ← x in bands. The platform's memory copy knows best when to write around the caches.</summary>
internal readonly unsafe struct CopyJob<T>(T* x, T* y, Bands elements) : ITeamJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Run(int part)
    {
        (nint start, nint length) = elements.Of(part);
        new ReadOnlySpan<T>(x + start, (int)length).CopyTo(new Span<T>(y + start, (int)length));
    }

    internal static void Run(T* x, T* y, int length, KernelOptions? options)
    {
        Bands elements = Sharing.OfElements<T>(length, 2 * sizeof(T), KernelOptions.DegreeOf(options));
        CopyJob<T> job = new(x, y, elements);
        WorkerTeam.Run(elements.Parts, ref job);
    }
}
