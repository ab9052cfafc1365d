using System.Numerics;

namespace SimdBackprop;

/// <summary>Copies of a run of panels of op(B) as the micro-kernel reads them: panel after panel, in each row after row, the last vector where the kernel has it.</summary>
internal static unsafe class PanelPacking
{
    /// <summary>Panels of a B whose columns are neighbours.</summary>
    /// <param name="b">The first row of the terms to pack, at the run's first column.</param>
    /// <param name="bRow">From one row of B to the next, in elements.</param>
    /// <param name="run">The panels.</param>
    /// <param name="terms">Rows to pack.</param>
    /// <param name="packed">Where the panels go.</param>
    internal static void Rows<T, TIsa, TVec>(T* b, nint bRow, in PanelRun run, nint terms, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (nint panel = 0; panel < run.Panels; panel++)
        {
            T* row = b;
            for (nint p = 0; p < terms; p++)
            {
                for (nint v = 0; v < run.Vectors - 1; v++)
                {
                    TIsa.Store(packed, TIsa.Load(row + (v * TIsa.Lanes)));
                    packed += TIsa.Lanes;
                }

                TIsa.Store(packed, TIsa.Load(row + run.Last));
                packed += TIsa.Lanes;
                row += bRow;
            }

            b += run.Vectors * TIsa.Lanes;
        }
    }

    /// <summary>Panels of a B whose rows are neighbours, a vector's width of columns at a time, each element times the factor.</summary>
    /// <param name="factor">α where it belongs to B, else 1.</param>
    /// <param name="b">The first row of the terms to pack, at the run's first column.</param>
    /// <param name="bColumn">From one column of B to the next, in elements.</param>
    /// <param name="run">The panels.</param>
    /// <param name="terms">Rows to pack.</param>
    /// <param name="packed">Where the panels go.</param>
    internal static void Transposed<T, TIsa, TVec>(T factor, T* b, nint bColumn, in PanelRun run, nint terms, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint pitch = run.Vectors * TIsa.Lanes;
        for (nint panel = 0; panel < run.Panels; panel++)
        {
            for (nint v = 0; v < run.Vectors; v++)
            {
                nint column = (panel * pitch) + (v == run.Vectors - 1 ? run.Last : v * TIsa.Lanes);
                TransposeKernel<T>.Run(
                    TIsa.Tier, factor, b + (column * bColumn), bColumn, packed + (v * TIsa.Lanes), pitch, TIsa.Lanes, terms);
            }

            packed += pitch * terms;
        }
    }
}
