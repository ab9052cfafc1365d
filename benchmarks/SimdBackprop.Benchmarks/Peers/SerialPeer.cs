using System.Numerics;

namespace SimdBackprop.Benchmarks;

/// <summary>Our own products on one thread, beside those on several: the ratio is how a product scales, in one run.</summary>
internal sealed class SerialPeer(SimdTier tier) : IProductPeer
{
    /// <inheritdoc/>
    public string Name => PeerNames.Serial;

    /// <inheritdoc/>
    public string Description => "ours on one thread";

    /// <inheritdoc/>
    public bool IsNative => false;

    /// <inheritdoc/>
    public IEnumerable<ProductRoutine> RoutinesFor<T>(ProductOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return new ProductRoutine(DefiningProgram.Of(operands.Product), OurProduct.On(operands, new KernelOptions { Tier = tier, MaxDegreeOfParallelism = 1 }));
    }
}
