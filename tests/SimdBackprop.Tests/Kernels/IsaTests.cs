using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Operations of the markers that no kernel's test would see go wrong in every lane: the first lanes, single precision, sums of lanes.</summary>
public abstract class IsaTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void LoadFirst_reads_so_many_elements_and_fills_up_with_positive_zeros() => Visit<LoadFirst>();

    [Fact]
    public void StoreFirst_writes_so_many_elements_and_nothing_beyond() => Visit<StoreFirst>();

    [Fact]
    public void LoadSingle_reads_single_precision_exactly() => Visit<LoadSingle>();

    [Fact]
    public void SumOfLanes_adds_halves_onto_halves() => Visit<SumOfLanes>();

    [Fact]
    public void Groups_are_sixteen_bytes_from_each_place_and_two_of_them_are_those_and_what_follows() => Visit<Groups>();

    [Fact]
    public void Interleaving_takes_turns_within_sixteen_bytes() => Visit<Interleaving>();

    [Fact]
    public void MultiplySubtract_rounds_once() => Visit<Subtraction>();

    [Fact]
    public void Limits_keep_NaN_and_the_sign_of_zero() => Visit<Limits>();

    [Fact]
    public void Scaling_by_a_power_of_two_rounds_once() => Visit<Scaling>();

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "avx512, 64 bytes, emulated")]
    [InlineData("DOTNET_EnableAVX2", "avx2, 32 bytes, emulated")]
    [InlineData("DOTNET_EnableHWIntrinsic", "vector128, 16 bytes, emulated")]
    public void So_it_is_where_vectors_are_emulated(string knob, string expectedLine) => AssertRuns(knob, "0", expectedLine);

    [Theory]
    [InlineData("128", SimdTier.Vector128, "portable, 16 bytes")]
    [InlineData("512", SimdTier.Avx512, "portable, 64 bytes")]
    public void So_it_is_where_portable_vectors_have_another_width(string bits, SimdTier widthOf, string expectedLine)
    {
        if (SimdInfo.IsNative(widthOf))
        {
            AssertRuns("DOTNET_MaxVectorTBitWidth", bits, expectedLine);
        }
    }

    internal static void VisitAll()
    {
        Visit<LoadFirst>();
        Visit<StoreFirst>();
        Visit<LoadSingle>();
        Visit<SumOfLanes>();
        Visit<Groups>();
        Visit<Interleaving>();
        Visit<Subtraction>();
        Visit<Limits>();
        Visit<Scaling>();
    }

    private static void AssertRuns(string knob, string setting, string expectedLine)
    {
        ToolResult run = ToolProcess.RunThisAssemblyWith([(knob, setting)], IsaRun.Command, typeof(T).Name);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains(expectedLine, run.Output.Split(Environment.NewLine));
    }

    private static void Visit<TKernel>()
        where TKernel : struct, IKernel<T, int>
    {
        foreach (SimdTier tier in Runs.Tiers)
        {
            int visited = 0;
            SimdDispatch.Run<T, TKernel, int>(tier, ref visited);
            Assert.True(visited > 0);
        }
    }

    private static void AssertAll<TIsa, TVec>(T expected, TVec actual)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => AssertLanes<TIsa, TVec>([.. Enumerable.Repeat(expected, TIsa.Lanes)], actual);

    private static unsafe void AssertLanes<TIsa, TVec>(T[] expected, TVec actual)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        T[] lanes = new T[TIsa.Lanes];
        fixed (T* to = lanes)
        {
            TIsa.Store(to, actual);
        }

        Bits.AssertSame<T>(expected, lanes, TIsa.Tier.ToString());
    }

    private readonly unsafe struct Interleaving : IKernel<T, int>
    {
        public static void Run<TIsa, TVec>(ref int visited)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            int lanes = TIsa.Lanes, group = int.Min(16 / sizeof(T), lanes);
            T[] left = Values.Vector<T>(lanes, new Random(34)), right = Values.Vector<T>(lanes, new Random(35));
            T[] Expected(int first) => lanes == 1 ? (first == 0 ? left : right) : [.. Enumerable.Range(0, lanes).Select(lane =>
                (lane % 2 == 0 ? left : right)[lane - (lane % group) + first + (lane % group / 2)])];
            fixed (T* l = left, r = right)
            {
                AssertLanes<TIsa, TVec>(Expected(0), TIsa.InterleaveLow(TIsa.Load(l), TIsa.Load(r)));
                AssertLanes<TIsa, TVec>(Expected(int.Max(group / 2, 1)), TIsa.InterleaveHigh(TIsa.Load(l), TIsa.Load(r)));
            }

            visited++;
        }
    }

    private readonly struct Subtraction : IKernel<T, int>
    {
        public static void Run<TIsa, TVec>(ref int visited)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            // What is left of a square when its rounded value is taken away is the rounding: nothing, if there are two.
            T root = T.BitIncrement(T.One), square = root * root;
            TVec rest = TIsa.MultiplySubtract(TIsa.Broadcast(root), TIsa.Broadcast(root), TIsa.Broadcast(square));
            AssertAll<TIsa, TVec>(T.FusedMultiplyAdd(root, root, -square), rest);
            visited++;
        }
    }

    private readonly struct Limits : IKernel<T, int>
    {
        public static void Run<TIsa, TVec>(ref int visited)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            T two = T.One + T.One;
            foreach (T limit in (T[])[T.One, T.NegativeOne, T.Zero, T.NegativeZero, T.PositiveInfinity])
            {
                foreach (T value in (T[])[T.NaN, T.Zero, T.NegativeZero, T.One, T.NegativeOne, two, -two, T.PositiveInfinity, T.NegativeInfinity, T.Epsilon])
                {
                    AssertAll<TIsa, TVec>(value < limit ? limit : value, TIsa.AtLeast(TIsa.Broadcast(value), TIsa.Broadcast(limit)));
                    AssertAll<TIsa, TVec>(value > limit ? limit : value, TIsa.AtMost(TIsa.Broadcast(value), TIsa.Broadcast(limit)));
                }
            }

            visited++;
        }
    }

    private readonly struct Scaling : IKernel<T, int>
    {
        public static void Run<TIsa, TVec>(ref int visited)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            Random random = new(33);
            int most = typeof(T) == typeof(float) ? 200 : 1_500;
            foreach (int power in (int[])[0, 1, -1, 24, -100, 127, -126, -127, -140, -149, -150, 128, 1_000, -1_022, -1_060, -1_074, -1_075, 1_023, 1_024])
            {
                for (int i = 0; i < 20 && Math.Abs(power) <= most; i++)
                {
                    T value = T.CreateChecked(i == 0 ? 1.0 / 256 : i == 1 ? 2 : Math.ScaleB(0.5 + (1.5 * random.NextDouble()), -random.Next(8))) * (i % 2 == 0 ? T.One : T.NegativeOne);
                    AssertAll<TIsa, TVec>(T.ScaleB(value, power), TIsa.Scale(TIsa.Broadcast(value), TIsa.Broadcast(T.CreateChecked(power))));
                }
            }

            AssertAll<TIsa, TVec>(T.NaN, TIsa.Scale(TIsa.Broadcast(T.NaN), TIsa.Broadcast(T.One)));
            visited++;
        }
    }

    private readonly unsafe struct Groups : IKernel<T, int>
    {
        public static void Run<TIsa, TVec>(ref int visited)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            int group = int.Min(16 / sizeof(T), TIsa.Lanes), step = (2 * group) + 3, places = TIsa.Lanes / group;
            T[] memory = Values.Vector<T>(((places - 1) * step) + (2 * group), new Random(32));
            T[] Expected(int start) => [.. Enumerable.Range(0, TIsa.Lanes).Select(lane => memory[start + (lane / group * step) + (lane % group)])];
            fixed (T* from = memory)
            {
                TIsa.LoadTwoGroups(from, step, out TVec first, out TVec second);
                AssertLanes<TIsa, TVec>(Expected(0), TIsa.LoadGroups(from, step));
                AssertLanes<TIsa, TVec>(Expected(0), first);
                AssertLanes<TIsa, TVec>(Expected(group), second);

                TIsa.BroadcastGroup(from, out TVec v0, out TVec v1, out TVec v2, out TVec v3);
                TVec[] spread = [v0, v1, v2, v3];
                for (int element = 0; element < group; element++)
                {
                    AssertAll<TIsa, TVec>(memory[element], spread[element]);
                }
            }

            visited++;
        }
    }

    private readonly unsafe struct LoadFirst : IKernel<T, int>
    {
        public static void Run<TIsa, TVec>(ref int visited)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            T[] source = Values.Vector<T>(TIsa.Lanes, new Random(31));
            for (int count = 0; count <= TIsa.Lanes; count++, visited++)
            {
                T[] memory = [.. source.AsSpan(0, count), .. Enumerable.Repeat(T.NaN, TIsa.Lanes)];
                fixed (T* from = memory)
                {
                    AssertLanes<TIsa, TVec>([.. source.AsSpan(0, count), .. new T[TIsa.Lanes - count]], TIsa.LoadFirst(from, count));
                }
            }
        }
    }

    private readonly unsafe struct StoreFirst : IKernel<T, int>
    {
        public static void Run<TIsa, TVec>(ref int visited)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            T[] source = Values.Vector<T>(TIsa.Lanes, new Random(32));
            for (int count = 0; count <= TIsa.Lanes; count++, visited++)
            {
                T[] memory = [.. Enumerable.Repeat(-T.One, TIsa.Lanes + 1)];
                fixed (T* from = source, to = memory)
                {
                    TIsa.StoreFirst(to, TIsa.Load(from), count);
                }

                T[] expected = [.. source.AsSpan(0, count), .. Enumerable.Repeat(-T.One, TIsa.Lanes + 1 - count)];
                Bits.AssertSame<T>(expected, memory, $"{TIsa.Tier}, {count} lanes");
            }
        }
    }

    private readonly unsafe struct LoadSingle : IKernel<T, int>
    {
        public static void Run<TIsa, TVec>(ref int visited)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            float[] source = [.. Values.Vector<float>(TIsa.Lanes, new Random(33)), float.NaN];
            source[0] = float.Epsilon;
            fixed (float* from = source)
            {
                AssertLanes<TIsa, TVec>([.. source.Take(TIsa.Lanes).Select(static value => T.CreateChecked(value))], TIsa.LoadSingle(from));
            }

            visited++;
        }
    }

    private readonly unsafe struct SumOfLanes : IKernel<T, int>
    {
        public static void Run<TIsa, TVec>(ref int visited)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            for (int seed = 0; seed < 20; seed++, visited++)
            {
                T[] lanes = Values.Vector<T>(TIsa.Lanes, new Random(seed));
                T[] sums = (T[])lanes.Clone();
                for (int half = TIsa.Lanes / 2; half >= 1; half /= 2)
                {
                    for (int i = 0; i < half; i++)
                    {
                        sums[i] += sums[i + half];
                    }
                }

                fixed (T* from = lanes)
                {
                    Bits.AssertSame(sums[0], TIsa.SumOfLanes(TIsa.Load(from)), TIsa.Tier.ToString());
                }
            }
        }
    }
}

public sealed class IsaSingleTests : IsaTests<float>;

public sealed class IsaDoubleTests : IsaTests<double>;
