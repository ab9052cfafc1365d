using System.Numerics;

namespace SimdBackprop;

/// <summary>
/// One instruction set as seen by a kernel: a zero-size marker whose static members are the operations on its native vector.
/// A kernel body is written once against this interface and instantiated for every tier.
/// </summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TVec">The native vector that holds <see cref="Lanes"/> elements; for the scalar tier, <typeparamref name="T"/> itself.</typeparam>
/// <remarks>
/// Every operation is correctly rounded or exact, so that a fixed sequence of them gives the same bits on every tier. Minimum and
/// maximum are missing on purpose: instruction sets disagree about NaN and signed zeros there; <see cref="AtLeast"/> and <see cref="AtMost"/> say which is which.
/// Comparisons return a mask, all bits set in the lanes where they hold (never where an operand is NaN, but for
/// <see cref="NotEqual"/>), for use in <see cref="ConditionalSelect"/> and the bitwise operations.
/// </remarks>
public interface IIsa<T, TVec>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVec : struct
{
    /// <summary>The tier this marker stands for.</summary>
    static abstract SimdTier Tier { get; }

    /// <summary>Elements in one vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>+0 in every lane.</summary>
    static abstract TVec Zero { get; }

    /// <summary>The value in every lane.</summary>
    static abstract TVec Broadcast(T value);

    /// <summary>Reads <see cref="Lanes"/> elements; no alignment is required.</summary>
    static abstract unsafe TVec Load(T* source);

    /// <summary>
    /// Reads as many elements as <paramref name="count"/> says, from none to <see cref="Lanes"/>, into the first lanes; the others are +0, and the memory
    /// beyond the elements is not touched.
    /// </summary>
    static abstract unsafe TVec LoadFirst(T* source, nint count);

    /// <summary>Reads <see cref="Lanes"/> single-precision elements as <typeparamref name="T"/>, exactly; no alignment is required.</summary>
    static abstract unsafe TVec LoadSingle(float* source);

    /// <summary>Writes <see cref="Lanes"/> elements; no alignment is required.</summary>
    static abstract unsafe void Store(T* destination, TVec value);

    /// <summary>Writes the first lanes, as many as <paramref name="count"/> says, from none to <see cref="Lanes"/>; the memory beyond is not touched.</summary>
    static abstract unsafe void StoreFirst(T* destination, TVec value, nint count);

    /// <summary>Asks for the cache line that holds the address, which will be read soon. Any address is allowed; nothing else happens.</summary>
    static abstract unsafe void Prefetch(T* address);

    /// <summary>The same into the second-level cache, for what is wanted later or too large for the first.</summary>
    static abstract unsafe void PrefetchSecondLevel(T* address);

    /// <summary>
    /// Sixteen bytes from each of <paramref name="source"/>, <paramref name="source"/> + <paramref name="step"/>, … until the vector is full; one element
    /// if that is all it holds.
    /// </summary>
    static abstract unsafe TVec LoadGroups(T* source, nint step);

    /// <summary><see cref="LoadGroups"/> of <paramref name="source"/> and of what follows it by sixteen bytes, or by one element if that is all a vector holds.</summary>
    static abstract unsafe void LoadTwoGroups(T* source, nint step, out TVec first, out TVec second);

    /// <summary>Each element of sixteen bytes in all lanes of a vector; of double there are two, with one lane there is one, and the other vectors are of no meaning.</summary>
    static abstract unsafe void BroadcastGroup(T* source, out TVec v0, out TVec v1, out TVec v2, out TVec v3);

    /// <summary>The lower halves of each sixteen bytes of both, interleaved: left[0], right[0], …; with one lane, left.</summary>
    static abstract TVec InterleaveLow(TVec left, TVec right);

    /// <summary>The upper halves of each sixteen bytes of both, interleaved; with one lane, right.</summary>
    static abstract TVec InterleaveHigh(TVec left, TVec right);

    /// <summary>left + right.</summary>
    static abstract TVec Add(TVec left, TVec right);

    /// <summary>The sum of all lanes as a tree: lane i + lane (i + n/2) for the lower half of the n lanes, then for the half of those, down to one.</summary>
    static abstract T SumOfLanes(TVec value);

    /// <summary>left − right.</summary>
    static abstract TVec Subtract(TVec left, TVec right);

    /// <summary>left · right.</summary>
    static abstract TVec Multiply(TVec left, TVec right);

    /// <summary>left / right, correctly rounded.</summary>
    static abstract TVec Divide(TVec left, TVec right);

    /// <summary>The fused multiply-add left · right + addend, rounded once; in software where the hardware has none.</summary>
    static abstract TVec MultiplyAdd(TVec left, TVec right, TVec addend);

    /// <summary>left · right − subtrahend, rounded once.</summary>
    static abstract TVec MultiplySubtract(TVec left, TVec right, TVec subtrahend);

    /// <summary>The square root, correctly rounded.</summary>
    static abstract TVec Sqrt(TVec value);

    /// <summary>The limit where the value is less, else the value: NaN stays, and so does a zero beside a zero of the other sign.</summary>
    static abstract TVec AtLeast(TVec value, TVec limit);

    /// <summary>The limit where the value is greater, else the value: NaN stays, and so does a zero beside a zero of the other sign.</summary>
    static abstract TVec AtMost(TVec value, TVec limit);

    /// <summary>
    /// value · 2ⁿ, rounded once also where that is subnormal: for values whose magnitude is from 2⁻⁸ to 2, any where n is 0, and a power n that is a whole number and at most twice as
    /// far from zero as the exponents of normal numbers go. NaN stays.
    /// </summary>
    static abstract TVec Scale(TVec value, TVec power);

    /// <summary>The mask of left &lt; right.</summary>
    static abstract TVec LessThan(TVec left, TVec right);

    /// <summary>The mask of left ≠ right; also set where an operand is NaN, so NotEqual(x, x) is the mask of NaN.</summary>
    static abstract TVec NotEqual(TVec left, TVec right);

    /// <summary>Per lane, <paramref name="whenTrue"/> where the mask is set, else <paramref name="whenFalse"/>. The mask is
    /// one that a comparison gave, or a bitwise combination of such: all bits of a lane set or none.</summary>
    static abstract TVec ConditionalSelect(TVec mask, TVec whenTrue, TVec whenFalse);

    /// <summary>The bitwise and of the lanes' representations.</summary>
    static abstract TVec BitAnd(TVec left, TVec right);

    /// <summary>The bitwise or of the lanes' representations.</summary>
    static abstract TVec BitOr(TVec left, TVec right);

    /// <summary>The bitwise exclusive or of the lanes' representations.</summary>
    static abstract TVec BitXor(TVec left, TVec right);

    /// <summary>The sum of the lanes' representations as two's-complement integers of their width.</summary>
    static abstract TVec BitAdd(TVec left, TVec right);

    /// <summary>The difference of the lanes' representations as two's-complement integers of their width.</summary>
    static abstract TVec BitSubtract(TVec left, TVec right);

    /// <summary>The lanes' representations shifted to the left, zeros moving in; the count is at least 0 and below the lanes' width in bits.</summary>
    static abstract TVec ShiftLeft(TVec value, int count);

    /// <summary>The lanes' representations shifted to the right as signed integers, copies of the sign bit moving in; the count is at least 0 and below the
    /// lanes' width in bits.</summary>
    static abstract TVec ShiftRightArithmetic(TVec value, int count);
}
