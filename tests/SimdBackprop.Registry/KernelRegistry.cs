using System.Numerics;

namespace SimdBackprop.Registry;

/// <summary>
/// Every public entry of the kernels with its cases and the program that defines them: what the tests run on every tier, at every edge, on every number of
/// threads, and what the benchmarks measure. Reflection over the library shows an entry that is missing here.
/// </summary>
internal static class KernelRegistry<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The entry that takes no options, and so no tier but the process's own.</summary>
    internal static IEnumerable<KernelEntry<T>> WithoutOptions => MatrixVectorKernels<T>.WithoutOptions;

    /// <summary>All that take a tier, with sizes about its vectors and tiles.</summary>
    internal static IEnumerable<KernelEntry<T>> On(SimdTier tier)
    {
        int lanes = SimdDispatch.Lanes<T>(tier);
        return
        [
            .. VectorKernels<T>.All(lanes),
            .. MatrixVectorKernels<T>.All(lanes),
            .. GemmKernels<T>.All(lanes),
            .. PackedKernels<T>.All(lanes),
            .. DenseKernels<T>.All(lanes),
            .. UpdateKernels<T>.All(lanes),
            .. CostKernels<T>.All(lanes),
        ];
    }
}
