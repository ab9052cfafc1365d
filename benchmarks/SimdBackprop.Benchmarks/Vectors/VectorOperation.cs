namespace SimdBackprop.Benchmarks;

/// <summary>The operations whose speed is that of the memory, each operand seen once.</summary>
internal enum VectorOperation
{
    /// <summary>y ← A·x, sums along rows.</summary>
    GemvByRows,

    /// <summary>y ← Aᵀ·x, multiples of rows.</summary>
    GemvTransposed,

    /// <summary>A ← α·x·yᵀ + A.</summary>
    Ger,

    /// <summary>Σ x·y.</summary>
    Dot,

    /// <summary>y ← α·x + y.</summary>
    Axpy,

    /// <summary>x ← α·x.</summary>
    Scal,

    /// <summary>√Σ x².</summary>
    Nrm2,

    /// <summary>Σ |x|.</summary>
    Asum,

    /// <summary>Σ x.</summary>
    Sum,
}

/// <summary>What the memory does meanwhile, which decides the stream that an operation is held against.</summary>
internal enum Traffic
{
    /// <summary>One stream in.</summary>
    Read,

    /// <summary>One stream in and out again.</summary>
    ReadWrite,

    /// <summary>Two streams in, one of them out again.</summary>
    Triad,
}
