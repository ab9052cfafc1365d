using System.Numerics;

namespace SimdBackprop.Networks;

/// <summary>
/// The library's random generator: xoshiro256** (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators",
/// 2021), its state filled from a seed by splitmix64. The same seed gives the same numbers on every machine and in every
/// version of the library. Not for cryptography. One thread at a time.
/// </summary>
public sealed class RandomSource
{
    /// <summary>The words that <see cref="GetState"/> writes and <see cref="FromState"/> reads.</summary>
    public const int StateLength = 4;

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts the sequence that belongs to a seed. Every seed is as good as any other, 0 included.</summary>
    /// <param name="seed">Where splitmix64 starts; its first four outputs are the state.</param>
    public RandomSource(ulong seed)
    {
        // splitmix64 is a bijection of its counter, so four consecutive outputs differ and are never all zero.
        _s0 = SplitMix64(ref seed);
        _s1 = SplitMix64(ref seed);
        _s2 = SplitMix64(ref seed);
        _s3 = SplitMix64(ref seed);
    }

    private RandomSource(ReadOnlySpan<ulong> state)
    {
        _s0 = state[0];
        _s1 = state[1];
        _s2 = state[2];
        _s3 = state[3];
    }

    /// <summary>Continues the sequence whose state <see cref="GetState"/> wrote.</summary>
    /// <param name="state">The <see cref="StateLength"/> words of the state.</param>
    /// <exception cref="ArgumentException">Not four words, or all of them zero: every number would be zero.</exception>
    public static RandomSource FromState(ReadOnlySpan<ulong> state)
    {
        if (state.Length != StateLength)
        {
            throw new ArgumentException($"A state has {StateLength} words; {state.Length} were given.", nameof(state));
        }

        if (!state.ContainsAnyExcept(0UL))
        {
            throw new ArgumentException("A state of zeros yields nothing but zeros.", nameof(state));
        }

        return new RandomSource(state);
    }

    /// <summary>Writes the state, from which <see cref="FromState"/> continues the sequence.</summary>
    /// <param name="destination">Room for at least <see cref="StateLength"/> words; further ones are left alone.</param>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public void GetState(Span<ulong> destination)
    {
        if (destination.Length < StateLength)
        {
            throw new ArgumentException(
                $"A state has {StateLength} words; the destination has {destination.Length}.", nameof(destination));
        }

        destination[0] = _s0;
        destination[1] = _s1;
        destination[2] = _s2;
        destination[3] = _s3;
    }

    /// <summary>The next 64 bits, each value equally likely.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A multiple of 2⁻⁵³ in [0, 1), each equally likely: the upper 53 of the next 64 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from 0 to <paramref name="exclusiveMax"/> − 1, each equally likely.</summary>
    /// <param name="exclusiveMax">How many numbers there are to choose from; at least 1.</param>
    /// <remarks>
    /// The upper 32 of the next 64 bits, scaled by a multiplication; draws that would favour some numbers are drawn again
    /// (D. Lemire, "Fast random integer generation in an interval", 2019). So a call may advance the sequence more than once.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusiveMax"/> is zero or negative.</exception>
    public int NextInt32(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        uint range = (uint)exclusiveMax;
        ulong scaled = (NextUInt64() >> 32) * range;
        if ((uint)scaled < range)
        {
            uint surplus = (0u - range) % range; // 2³² mod range: so many draws are too many for an even spread
            while ((uint)scaled < surplus)
            {
                scaled = (NextUInt64() >> 32) * range;
            }
        }

        return (int)(scaled >> 32);
    }

    /// <summary>
    /// A number in [<paramref name="low"/>, <paramref name="high"/>), or <paramref name="low"/> if the two are equal.
    /// </summary>
    /// <param name="low">The least value.</param>
    /// <param name="high">The end of the interval, itself excluded.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A bound is NaN or infinite, <paramref name="high"/> is less than <paramref name="low"/>, or their difference overflows.
    /// </exception>
    public double NextUniform(double low, double high)
    {
        double width = high - low;
        if (!(double.IsFinite(width) && width >= 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(high), high, $"The interval [{low}, {high}) must have finite bounds, in order, and a finite width.");
        }

        double value = low + (width * NextDouble());

        // The sum may round up to the excluded end.
        return value < high || width == 0 ? value : double.BitDecrement(high);
    }

    /// <summary>Puts the items in random order, each order equally likely (Fisher–Yates, from the last item down).</summary>
    /// <param name="items">The items, permuted in place.</param>
    public void Shuffle(Span<int> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int chosen = NextInt32(last + 1);
            (items[last], items[chosen]) = (items[chosen], items[last]);
        }
    }

    private static ulong SplitMix64(ref ulong counter)
    {
        counter += 0x9E3779B97F4A7C15;
        ulong mixed = counter;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
