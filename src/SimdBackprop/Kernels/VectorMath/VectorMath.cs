namespace SimdBackprop;

/// <summary>
/// Elementary functions with the same bits on every tier: over spans for callers, over vectors for kernels and activations.
/// </summary>
public static partial class VectorMath;
