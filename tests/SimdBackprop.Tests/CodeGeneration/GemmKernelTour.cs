using System.Numerics;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>
/// Calls every micro-kernel of the tiers that are native here once, so that all of them are compiled: what a process does whose machine code is
/// to be looked at.
/// </summary>
internal static class GemmKernelTour
{
    /// <summary>Starts the tour in a process of this assembly.</summary>
    internal const string Command = "compile-gemm-kernels";

    /// <summary>Runs the tour and writes the names of its tiers, one a line: the runtime's settings decide which are native.</summary>
    internal static void Run(TextWriter output)
    {
        foreach ((string name, SimdTier tier) in SimdDispatch.Tiers)
        {
            if (SimdInfo.IsNative(tier))
            {
                Visit<float>(tier);
                Visit<double>(tier);
                output.WriteLine(name);
            }
        }
    }

    private static void Visit<T>(SimdTier tier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Nothing nothing = default;
        SimdDispatch.Run<T, Tour<T>, Nothing>(tier, ref nothing);
    }

    private readonly struct Nothing;

    private readonly unsafe struct Tour<T> : IKernel<T, Nothing>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static void Run<TIsa, TVec>(ref Nothing nothing)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            CallAll<TIsa, TVec, InPlacePanel, ProductOutput<T>>(Enum.GetValues<LeftKind>());
            CallAll<TIsa, TVec, StreamedInPlacePanel, ProductOutput<T>>(Enum.GetValues<LeftKind>());
            CallAll<TIsa, TVec, PackingPanel, ProductOutput<T>>(Enum.GetValues<LeftKind>());
            CallAll<TIsa, TVec, PackedPanel, ProductOutput<T>>(Enum.GetValues<LeftKind>());
            CallAll<TIsa, TVec, StreamedPanel, ProductOutput<T>>(Enum.GetValues<LeftKind>());

            // A gradient is δᵀ times a matrix that nobody has packed.
            CallAll<TIsa, TVec, InPlacePanel, AddedOutput<T>>(LeftKind.ColumnMajor);
            CallAll<TIsa, TVec, StreamedInPlacePanel, AddedOutput<T>>(LeftKind.ColumnMajor);
            CallAll<TIsa, TVec, PackingPanel, AddedOutput<T>>(LeftKind.ColumnMajor, LeftKind.Packed);
            CallAll<TIsa, TVec, PackedPanel, AddedOutput<T>>(LeftKind.ColumnMajor, LeftKind.Packed);
            if (TIsa.Tier == SimdTier.Avx512)
            {
                CallAll<TIsa, TVec, InPlacePanel, UpdateOutput<T, AdamRule<T>>>(LeftKind.ColumnMajor, LeftKind.Packed);
                CallAll<TIsa, TVec, PackedPanel, UpdateOutput<T, AdamRule<T>>>(LeftKind.ColumnMajor, LeftKind.Packed);
                CallLargest<TIsa, TVec, AdamWRule<T>>();
                CallLargest<TIsa, TVec, MomentumRule<T>>();
                CallLargest<TIsa, TVec, NesterovRule<T>>();
                CallLargest<TIsa, TVec, RmsPropRule<T>>();
                CallLargest<TIsa, TVec, RegularizedRule<T, AdamWRule<T>>>();
                CallLargest<TIsa, TVec, RegularizedRule<T, SgdRule<T>>>();
            }

            for (int rows = 1; rows <= GemmTransposingKernel.Rows(TIsa.Tier); rows++)
            {
                CallTransposing<TIsa, TVec, InPlacePanel>(rows);
                CallTransposing<TIsa, TVec, StreamedInPlacePanel>(rows);
            }
        }

        // The tiles that fill the registers.
        private static void CallLargest<TIsa, TVec, TRule>()
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
            where TRule : struct, IUpdateRule<T>
        {
            LeftKind[] lefts = [LeftKind.ColumnMajor, LeftKind.Packed];
            Call<TIsa, TVec, InPlacePanel, UpdateOutput<T, TRule>>(GemmTile.MostRows, GemmTile.Vectors, lefts);
            Call<TIsa, TVec, PackedPanel, UpdateOutput<T, TRule>>(GemmTile.MostRows, GemmTile.Vectors, lefts);
        }

        private static void CallAll<TIsa, TVec, TPanel, TOutput>(params LeftKind[] lefts)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
            where TPanel : struct, IPanel
            where TOutput : struct, IOutput<T>
        {
            for (int vectors = 1; vectors <= GemmTile.Vectors; vectors++)
            {
                for (int rows = 1; rows <= GemmTile.Rows<T, TIsa, TVec>(vectors); rows++)
                {
                    Call<TIsa, TVec, TPanel, TOutput>(rows, vectors, lefts);
                }
            }
        }

        // One round of terms, all zeros.
        private static void CallTransposing<TIsa, TVec, TPanel>(int rows)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
            where TPanel : struct, IPanel
        {
            int terms = GemmTransposingKernel.Terms<T>();
            fixed (T* a = new T[rows * terms], b = new T[TIsa.Lanes * terms], tile = new T[rows * TIsa.Lanes])
            {
                GemmTransposingKernel.OfRows<T, TIsa, TVec, TPanel>(rows)(1, a, terms, b, terms, tile);
            }
        }

        // One term: a column of A, a row of B, a tile of C, all zeros.
        private static void Call<TIsa, TVec, TPanel, TOutput>(int rows, int vectors, LeftKind[] lefts)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
            where TPanel : struct, IPanel
            where TOutput : struct, IOutput<T>
        {
            int width = vectors * TIsa.Lanes;
            GemmStrip<T> strip = new() { Terms = 1, ARow = sizeof(T), AColumn = rows * sizeof(T), BRow = width * sizeof(T), CRow = width * sizeof(T) };
            fixed (T* a = new T[rows], b = new T[width], c = new T[rows * width], packed = new T[width])
            {
                foreach (LeftKind left in lefts)
                {
                    GemmTile.Kernel<T, TIsa, TVec, TPanel, TOutput>(left, rows, vectors)(&strip, 1, a, b, c, width - TIsa.Lanes, packed);
                }
            }
        }
    }
}
