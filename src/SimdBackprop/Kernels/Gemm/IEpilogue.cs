using System.Numerics;

namespace SimdBackprop;

/// <summary>
/// What follows a product on each block of it, once its last term is in and while the block is still in cache. It works element by
/// element, so that how C is cut into blocks cannot be seen in the result.
/// </summary>
internal unsafe interface IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether the block is all that anybody wants of the product: it then comes in scratch, and there is no C.</summary>
    static abstract bool TakesProduct { get; }

    /// <summary>Whether C, which belongs to somebody else, gets <see cref="Factor"/> times the product added while that is in registers; else C becomes the product. There is one block of terms then.</summary>
    static abstract bool AddsProduct { get; }

    /// <summary>The factor, for those that add.</summary>
    T Factor { get; }

    /// <summary>
    /// Where an epilogue that takes the product will read or write beside it: the kernel asks for that while it computes. Called for those only.
    /// </summary>
    /// <param name="place">The place of the run of tiles that is computed.</param>
    /// <param name="next">The place of the one that follows.</param>
    /// <param name="block">Where the run comes, in scratch.</param>
    /// <param name="tiles">Tiles of the run.</param>
    /// <param name="lastTile">Columns before its last tile.</param>
    /// <param name="strip">Gets what to ask for.</param>
    void LookAhead(in GemmRectangle place, in GemmRectangle next, T* block, nint tiles, nint lastTile, ref GemmStrip<T> strip);

    /// <summary>
    /// Whether an epilogue that takes the product does most of its work beside the tiles of the strip that follows: with a <see cref="KernelBeside"/>, what it has left to do in <see cref="GemmStrip{T}.Pending"/>, and without
    /// <see cref="LookAhead"/>.
    /// </summary>
    bool WorksBeside => false;

    /// <summary>Whether any such epilogue may on a tier: known when code is generated.</summary>
    static virtual bool MayWorkBeside(SimdTier tier) => false;

    /// <summary>The micro-kernel of one that works so.</summary>
    static virtual delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void> KernelBeside<TIsa, TVec, TPanel>(LeftKind left, int rows, int vectors)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TPanel : struct, IPanel => null;

    /// <summary>The same as <see cref="Apply"/> for one that works so, which leaves as much as it can for later.</summary>
    /// <param name="place">The block's place in the caller's C.</param>
    /// <param name="block">Its first element.</param>
    /// <param name="pitch">Elements from one of its rows to the next.</param>
    /// <param name="pending">Gets what is left. It holds as long as this epilogue stays where it is.</param>
    void Defer<TIsa, TVec>(in GemmRectangle place, T* block, nint pitch, ref PendingUpdate<T> pending)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
    }

    /// <summary>Does what is still pending.</summary>
    static virtual void Complete<TIsa, TVec>(ref PendingUpdate<T> pending)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
    }

    /// <summary>What an epilogue that leaves the product in C will read of a place beside it: asked for while the product is computed, unless A or the next rows of B are. Called for those only.</summary>
    PrefetchCursor Ahead(in GemmRectangle place);

    /// <summary>Finishes a block.</summary>
    /// <param name="place">Its place in the caller's C.</param>
    /// <param name="block">Its first element.</param>
    /// <param name="pitch">Elements from one of its rows to the next.</param>
    void Apply<TIsa, TVec>(in GemmRectangle place, T* block, nint pitch)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}

/// <summary>The plain product.</summary>
internal readonly unsafe struct NoEpilogue<T> : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static bool TakesProduct => false;

    public static bool AddsProduct => false;

    public T Factor => T.Zero;

    public void LookAhead(in GemmRectangle place, in GemmRectangle next, T* block, nint tiles, nint lastTile, ref GemmStrip<T> strip)
    {
    }

    public PrefetchCursor Ahead(in GemmRectangle place) => default;

    public void Apply<TIsa, TVec>(in GemmRectangle place, T* block, nint pitch)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
    }
}
