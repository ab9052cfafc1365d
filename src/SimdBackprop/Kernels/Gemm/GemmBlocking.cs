namespace SimdBackprop;

/// <summary>The blocked driver's sizes, as data.</summary>
internal static class GemmBlocking
{
    /// <summary>Rows of a micro-tile. With two vectors of columns that is 12 accumulators, which fit where there are 16 registers.</summary>
    internal const int TileRows = 6;

    /// <summary>Vectors in a row of a micro-tile.</summary>
    internal const int TileVectors = 2;

    /// <summary>The most terms between loading and storing C: a 6-row micro-panel of A (9 KiB of float) stays in the first-level cache.</summary>
    internal const int KBlock = 384;

    /// <summary>Bytes in a row of the packed block of B: with <see cref="KBlock"/> rows 576 KiB, which stays in a second-level cache of 1 MiB.</summary>
    internal const int NBlockBytes = 1_536;

    /// <summary>Rows of the packed block of A, a multiple of <see cref="TileRows"/>; it streams past, a panel at a time.</summary>
    internal const int MBlock = 192;

    /// <summary>K cut into equal blocks instead of full ones and a rest.</summary>
    internal static nint EvenKBlock(nint k)
    {
        nint blocks = (k + KBlock - 1) / KBlock;
        return (k + blocks - 1) / blocks;
    }
}
