using System.Numerics.Tensors;

namespace SimdBackprop.Benchmarks;

/// <summary>
/// What the base library offers: no matrix product, but vector operations to build one from. Rows with rows are dot products; else every row of C gathers
/// multiples of rows of B. One thread, always.
/// </summary>
internal sealed partial class TensorPrimitivesPeer : IProductPeer, IVectorPeer
{
    /// <inheritdoc/>
    public string Name => PeerNames.TensorPrimitives;

    /// <inheritdoc/>
    public string Description => ManagedLibrary.Describe(typeof(TensorPrimitives));

    /// <inheritdoc/>
    public bool IsNative => false;
}
