using System.Numerics;
using System.Runtime.InteropServices;

namespace SimdBackprop.Tests;

/// <summary>The markers' loads and stores that touch less than a vector, or more than one.</summary>
internal static unsafe class MarkerKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal static IEnumerable<KernelEntry<T>> All(SimdTier tier)
    {
        int lanes = SimdDispatch.Lanes<T>(tier);
        return
        [
            new("IIsa.LoadFirst and StoreFirst", Enumerable.Range(0, lanes + 1).Select(count => Move<FirstLanes>(tier, count))),
            new("IIsa.Load and Store", [Move<AllLanes>(tier, lanes)]),
            new("IIsa.LoadSingle", [OfSingles(lanes, tier)]),
            new("IIsa.LoadGroups", Groups<OneGroup>(lanes, tier, groups: 1)),
            new("IIsa.LoadTwoGroups", Groups<TwoGroups>(lanes, tier, groups: 2)),
            new("IIsa.BroadcastGroup", [Spread(lanes, tier)]),
        ];
    }

    private static KernelCase<T> Move<TMove>(SimdTier tier, int count)
        where TMove : struct, IKernel<T, Pointers> => new(
            "",
            [Operand.Vector(count), Operand.Vector(count).Unread],
            o => Run<TMove>(tier, o, count),
            static o => o.Vector(0).CopyTo(o.Vector(1)));

    private static KernelCase<T> OfSingles(int lanes, SimdTier tier)
    {
        // A vector of doubles takes half as many bytes of singles; half a double is left over where it has one lane.
        int elements = ((lanes * sizeof(float)) + sizeof(T) - 1) / sizeof(T);
        int spare = (elements * sizeof(T) / sizeof(float)) - lanes;
        return new(
            "",
            [Operand.Vector(elements), Operand.Vector(lanes).Unread],
            o => Run<Singles>(tier, o, spare),
            o =>
            {
                ReadOnlySpan<float> singles = MemoryMarshal.Cast<T, float>(o.Vector(0));
                for (int i = 0; i < lanes; i++)
                {
                    o.Vector(1)[i] = T.CreateChecked(singles[i]);
                }
            });
    }

    private static KernelCase<T> Spread(int lanes, SimdTier tier)
    {
        int width = RegisterTranspose.ColumnsAtOnce<T>(lanes);
        return new(
            "",
            [Operand.Vector(width), Operand.Vector(width * lanes).Unread],
            o => Run<SpreadGroup>(tier, o, width),
            o =>
            {
                for (int i = 0; i < width * lanes; i++)
                {
                    o.Vector(1)[i] = o.Vector(0)[i / lanes];
                }
            });
    }

    private static IEnumerable<KernelCase<T>> Groups<TGroups>(int lanes, SimdTier tier, int groups)
        where TGroups : struct, IKernel<T, Pointers>
    {
        int width = RegisterTranspose.ColumnsAtOnce<T>(lanes), rows = lanes / width;
        return from gap in new[] { 0, 1, width }
               let step = (groups * width) + gap
               select new KernelCase<T>(
                   "",
                   [new Operand(rows, groups * width, gap), Operand.Vector(groups * lanes).Unread],
                   o => Run<TGroups>(tier, o, step),
                   o =>
                   {
                       for (int i = 0; i < groups * lanes; i++)
                       {
                           (int part, int lane) = int.DivRem(i, lanes);
                           o.Vector(1)[i] = o.Matrix(0)[lane / width, (part * width) + (lane % width)];
                       }
                   });
    }

    private static void Run<TKernel>(SimdTier tier, KernelOperands<T> o, int number)
        where TKernel : struct, IKernel<T, Pointers>
    {
        fixed (T* from = &MemoryMarshal.GetReference(o.Vector(0)), to = &MemoryMarshal.GetReference(o.Vector(1)))
        {
            Pointers pointers = new(from, to, number);
            SimdDispatch.Run<T, TKernel, Pointers>(tier, ref pointers);
        }
    }

    private readonly record struct Pointers(nint FirstSource, nint FirstDestination, int Number)
    {
        internal Pointers(T* from, T* to, int number)
            : this((nint)from, (nint)to, number)
        {
        }

        internal T* From => (T*)FirstSource;

        internal T* To => (T*)FirstDestination;
    }

    private readonly struct FirstLanes : IKernel<T, Pointers>
    {
        public static void Run<TIsa, TVec>(ref Pointers p)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct => TIsa.StoreFirst(p.To, TIsa.LoadFirst(p.From, p.Number), p.Number);
    }

    private readonly struct AllLanes : IKernel<T, Pointers>
    {
        public static void Run<TIsa, TVec>(ref Pointers p)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct => TIsa.Store(p.To, TIsa.Load(p.From));
    }

    private readonly struct Singles : IKernel<T, Pointers>
    {
        // Both ends of the singles are tried where they do not fill whole elements.
        public static void Run<TIsa, TVec>(ref Pointers p)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            TIsa.Store(p.To, TIsa.LoadSingle((float*)p.From + p.Number));
            TIsa.Store(p.To, TIsa.LoadSingle((float*)p.From));
        }
    }

    private readonly struct OneGroup : IKernel<T, Pointers>
    {
        public static void Run<TIsa, TVec>(ref Pointers p)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct => TIsa.Store(p.To, TIsa.LoadGroups(p.From, p.Number));
    }

    private readonly struct TwoGroups : IKernel<T, Pointers>
    {
        public static void Run<TIsa, TVec>(ref Pointers p)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            TIsa.LoadTwoGroups(p.From, p.Number, out TVec first, out TVec second);
            TIsa.Store(p.To, first);
            TIsa.Store(p.To + TIsa.Lanes, second);
        }
    }

    private readonly struct SpreadGroup : IKernel<T, Pointers>
    {
        public static void Run<TIsa, TVec>(ref Pointers p)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            TIsa.BroadcastGroup(p.From, out TVec v0, out TVec v1, out TVec v2, out TVec v3);
            TVec[] spread = [v0, v1, v2, v3];
            for (int element = 0; element < p.Number; element++)
            {
                TIsa.Store(p.To + (element * TIsa.Lanes), spread[element]);
            }
        }
    }
}
