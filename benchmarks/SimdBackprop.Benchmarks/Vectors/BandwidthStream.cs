using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SimdBackprop.Benchmarks;

/// <summary>
/// The ceiling of operations that see every operand once: the plainest loop with the same traffic, in the vectors of the tier, on every thread of the crew
/// at once, over the same memory.
/// </summary>
internal static unsafe class BandwidthStream
{
    internal const string Description = "memory's bandwidth";

    /// <summary>Loads in flight: more chains than the additions have latency.</summary>
    private const int VectorsPerStep = 8;

    internal static Contestant Create<T>(StreamedCase streamed, SimdTier tier, Crew crew, VectorMemory<T> memory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TierProgram.For(tier, new StreamProgram<T>(streamed, crew, memory));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadLoop<T, TIsa, TVec>(T* x, nint length, T* sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec s0 = TIsa.Zero, s1 = TIsa.Zero, s2 = TIsa.Zero, s3 = TIsa.Zero, s4 = TIsa.Zero, s5 = TIsa.Zero, s6 = TIsa.Zero, s7 = TIsa.Zero;
        for (T* end = x + length; x < end; x += VectorsPerStep * TIsa.Lanes)
        {
            s0 = TIsa.Add(s0, TIsa.Load(x));
            s1 = TIsa.Add(s1, TIsa.Load(x + TIsa.Lanes));
            s2 = TIsa.Add(s2, TIsa.Load(x + (2 * TIsa.Lanes)));
            s3 = TIsa.Add(s3, TIsa.Load(x + (3 * TIsa.Lanes)));
            s4 = TIsa.Add(s4, TIsa.Load(x + (4 * TIsa.Lanes)));
            s5 = TIsa.Add(s5, TIsa.Load(x + (5 * TIsa.Lanes)));
            s6 = TIsa.Add(s6, TIsa.Load(x + (6 * TIsa.Lanes)));
            s7 = TIsa.Add(s7, TIsa.Load(x + (7 * TIsa.Lanes)));
        }

        // A sum that nobody reads would not be computed.
        TIsa.Store(sink, TIsa.Add(TIsa.Add(TIsa.Add(s0, s1), TIsa.Add(s2, s3)), TIsa.Add(TIsa.Add(s4, s5), TIsa.Add(s6, s7))));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadWriteLoop<T, TIsa, TVec>(T* x, nint length, T* factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec f = TIsa.Broadcast(*factor);
        for (T* end = x + length; x < end; x += 4 * TIsa.Lanes)
        {
            TIsa.Store(x, TIsa.Multiply(f, TIsa.Load(x)));
            TIsa.Store(x + TIsa.Lanes, TIsa.Multiply(f, TIsa.Load(x + TIsa.Lanes)));
            TIsa.Store(x + (2 * TIsa.Lanes), TIsa.Multiply(f, TIsa.Load(x + (2 * TIsa.Lanes))));
            TIsa.Store(x + (3 * TIsa.Lanes), TIsa.Multiply(f, TIsa.Load(x + (3 * TIsa.Lanes))));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TriadLoop<T, TIsa, TVec>(T* x, T* y, nint length, T* factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec f = TIsa.Broadcast(*factor);
        for (T* end = x + length; x < end; x += 4 * TIsa.Lanes, y += 4 * TIsa.Lanes)
        {
            TIsa.Store(y, TIsa.MultiplyAdd(f, TIsa.Load(x), TIsa.Load(y)));
            TIsa.Store(y + TIsa.Lanes, TIsa.MultiplyAdd(f, TIsa.Load(x + TIsa.Lanes), TIsa.Load(y + TIsa.Lanes)));
            TIsa.Store(y + (2 * TIsa.Lanes), TIsa.MultiplyAdd(f, TIsa.Load(x + (2 * TIsa.Lanes)), TIsa.Load(y + (2 * TIsa.Lanes))));
            TIsa.Store(y + (3 * TIsa.Lanes), TIsa.MultiplyAdd(f, TIsa.Load(x + (3 * TIsa.Lanes)), TIsa.Load(y + (3 * TIsa.Lanes))));
        }
    }

    private sealed class StreamProgram<T>(StreamedCase streamed, Crew crew, VectorMemory<T> memory) : ITierProgram<T, Contestant>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private int _start;

        public Contestant For<TIsa, TVec>()
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            Action<int, int> loop = Loop<TIsa, TVec>;
            return new Contestant(
                $"{streamed.Traffic} stream",
                streamed.ElementsMoved * VectorMemory<T>.SizeOfElement,
                calls =>
                {
                    _start = memory.Take(streamed.SlotElements, calls);
                    crew.Run(loop, calls);
                },
                IsManaged: true);
        }

        private void Loop<TIsa, TVec>(int member, int calls)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            T* sink = stackalloc T[TIsa.Lanes];
            T factor = VectorOperands<T>.Factor(streamed.Operation);

            // Whole steps for each thread; a slot is so large that the few elements that may be left over do not count.
            nint share = streamed.Elements / crew.Threads / (VectorsPerStep * TIsa.Lanes) * (VectorsPerStep * TIsa.Lanes);
            T* all = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory.Span));
            int start = _start;
            for (; calls > 0; calls--)
            {
                T* x = all + start + (member * share);
                switch (streamed.Traffic)
                {
                    case Traffic.Read when streamed.SlotElements > streamed.Elements:
                        ReadLoop<T, TIsa, TVec>(x, share, sink);
                        ReadLoop<T, TIsa, TVec>(x + streamed.Elements, share, sink);
                        break;
                    case Traffic.Read:
                        ReadLoop<T, TIsa, TVec>(x, share, sink);
                        break;
                    case Traffic.ReadWrite:
                        ReadWriteLoop<T, TIsa, TVec>(x, share, &factor);
                        break;
                    default:
                        TriadLoop<T, TIsa, TVec>(x, x + streamed.Elements, share, &factor);
                        break;
                }

                start = memory.After(start, streamed.SlotElements);
            }
        }
    }
}
