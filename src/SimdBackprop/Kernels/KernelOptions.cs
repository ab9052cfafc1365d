namespace SimdBackprop;

/// <summary>How a kernel runs: on how many threads, on which instruction set. Neither changes a bit of any result.</summary>
public sealed class KernelOptions
{
    private readonly int _maxDegreeOfParallelism = -1;
    private readonly SimdTier? _tier;

    /// <summary>
    /// The most threads a call may use, the calling one included: −1 (the default) for as many as there are cores, 1 for none
    /// but the caller's. A number above the core count is honoured; the threads it needs stay parked for the life of the process. Products and training steps too small to
    /// gain stay on the caller's thread, and so does one while the worker threads are busy with another caller's.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, or less than −1.</exception>
    public int MaxDegreeOfParallelism
    {
        get => _maxDegreeOfParallelism;
        init
        {
            if (value is 0 or < -1)
            {
                throw new ArgumentOutOfRangeException(nameof(MaxDegreeOfParallelism), value, "A degree is -1 or at least 1.");
            }

            _maxDegreeOfParallelism = value;
        }
    }

    /// <summary>
    /// The tier to run on, emulated where the hardware lacks it; null (the default) for <see cref="SimdInfo.Tier"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a member of the enumeration.</exception>
    public SimdTier? Tier
    {
        get => _tier;
        init
        {
            if (value is { } tier && !Enum.IsDefined(tier))
            {
                throw new ArgumentOutOfRangeException(nameof(Tier), value, "There is no such tier.");
            }

            _tier = value;
        }
    }

    /// <summary>Bytes of a thread's part of a gradient up to which an update takes it as a whole; null for the measured ones. For tests of either way with any size.</summary>
    internal long? GradientBytes { get; init; }

    /// <summary>Bytes of weights and states from which on an update runs its rule beside the product; null for the measured ones. For tests likewise.</summary>
    internal long? FarTargetBytes { get; init; }

    /// <summary>The same on one thread.</summary>
    internal static KernelOptions OnOneThread(KernelOptions? options) =>
        new() { MaxDegreeOfParallelism = 1, Tier = options?.Tier, GradientBytes = options?.GradientBytes, FarTargetBytes = options?.FarTargetBytes };

    internal static SimdTier TierOf(KernelOptions? options) => options is null ? SimdDispatch.Default : options._tier ?? SimdDispatch.Default;

    internal static int DegreeOf(KernelOptions? options) =>
        options is null || options._maxDegreeOfParallelism == -1 ? Environment.ProcessorCount : options._maxDegreeOfParallelism;
}
