using System.Numerics;

namespace SimdBackprop.Benchmarks;

/// <summary>Another library's way, or ways, to a product.</summary>
internal interface IProductPeer : IPeer
{
    /// <summary>
    /// The routines that compute this product, most general first; none if the peer does not do this element type. Where there are several the
    /// fastest counts.
    /// </summary>
    IEnumerable<ProductRoutine> RoutinesFor<T>(ProductOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A call that computes a product into the operands' C, or into a matrix of its own that is copied there by <paramref name="CopyResult"/>.</summary>
/// <param name="Name">The routine's name.</param>
/// <param name="Run">Makes so many calls.</param>
/// <param name="CopyResult">Brings the result to C; null if it is there already.</param>
internal sealed record ProductRoutine(string Name, Action<int> Run, Action? CopyResult = null);
