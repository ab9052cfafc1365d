using System.Numerics;

namespace SimdBackprop;

/// <summary>
/// Where a packed k × n matrix has its elements: block after block of terms, in each panel after panel, as a product reads them. So a strip of
/// few rows reads all of it once, from front to back.
/// </summary>
/// <param name="Terms">k, at least 1.</param>
/// <param name="KBlock">Terms in a block; the last block may have fewer.</param>
/// <param name="Columns">The columns, cut into panels.</param>
/// <param name="Width">The columns filled up to whole vectors.</param>
internal readonly record struct PackedLayout(nint Terms, nint KBlock, GemmColumns Columns, nint Width)
{
    internal static PackedLayout Of<T, TIsa, TVec>(nint terms, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        new(
            terms,
            GemmBlocking.Even(terms, GemmBlocking.KBlock),
            GemmColumns.Of<T, TIsa, TVec>(columns),
            (columns + TIsa.Lanes - 1) / TIsa.Lanes * TIsa.Lanes);

    /// <summary>The tier whose vectors the panels are cut for: a matrix narrower than a vector runs on narrower ones.</summary>
    internal static SimdTier TierOf<T>(SimdTier tier, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SimdDispatch.Narrow<T>(tier, columns);

    /// <summary>The elements it takes: whole vectors of columns.</summary>
    internal static long LengthOf<T>(SimdTier tier, int terms, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long lanes = SimdDispatch.Lanes<T>(TierOf<T>(tier, columns));
        return (columns + lanes - 1) / lanes * lanes * terms;
    }

    /// <summary>The terms of the block that starts at <paramref name="p"/>.</summary>
    internal nint TermsAt(nint p) => nint.Min(KBlock, Terms - p);

    /// <summary>Where a run of panels starts in the block that starts at <paramref name="p"/>.</summary>
    internal nint OffsetOf(nint p, in PanelRun run) => (p * Width) + (run.Start * TermsAt(p));
}
