namespace SimdBackprop.Benchmarks;

/// <summary>
/// An operation on a slot of memory: a matrix of Rows × Columns, or the vectors that the operation takes. A vector is as long as a matrix has
/// elements; the short vectors beside a matrix stay in the cache and do not count as traffic.
/// </summary>
internal sealed record StreamedCase(VectorOperation Operation, int Rows, int Columns)
{
    /// <summary>16 MiB a matrix in float; 4 MiB a vector.</summary>
    private const int MatrixSize = 2048;

    private const int VectorLength = 1 << 20;

    /// <summary>The suite.</summary>
    internal static IReadOnlyList<StreamedCase> All { get; } =
    [
        .. Enum.GetValues<VectorOperation>().Select(operation =>
            TakesMatrix(operation) ? new StreamedCase(operation, MatrixSize, MatrixSize) : new StreamedCase(operation, 1, VectorLength)),
    ];

    internal bool IsOnMatrix => TakesMatrix(Operation);

    internal int Elements => Rows * Columns;

    /// <summary>Elements of the memory that one call sees: two vectors for the operations that take two.</summary>
    internal int SlotElements => Operation is VectorOperation.Dot or VectorOperation.Axpy ? 2 * Elements : Elements;

    internal Traffic Traffic => Operation switch
    {
        VectorOperation.Ger or VectorOperation.Scal => Traffic.ReadWrite,
        VectorOperation.Axpy => Traffic.Triad,
        _ => Traffic.Read,
    };

    /// <summary>Elements read and written by one call; what is read and then written counts twice.</summary>
    internal double ElementsMoved => Traffic switch
    {
        Traffic.Read => SlotElements,
        Traffic.ReadWrite => 2.0 * SlotElements,
        _ => 1.5 * SlotElements,
    };

    /// <summary>The longest sum that one element of the result is.</summary>
    internal int Terms => Operation switch
    {
        VectorOperation.GemvByRows => Columns,
        VectorOperation.GemvTransposed => Rows,
        VectorOperation.Ger or VectorOperation.Axpy or VectorOperation.Scal => 1,
        _ => Elements,
    };

    /// <summary>The program of the contract that defines the result.</summary>
    internal string Program => Operation switch
    {
        VectorOperation.GemvTransposed or VectorOperation.Ger or VectorOperation.Axpy => DefiningProgram.Chain,
        VectorOperation.Scal => "product",
        _ => DefiningProgram.Lanes,
    };

    internal string Name => Operation switch
    {
        VectorOperation.GemvByRows => $"Gemv N {Rows} {Columns}",
        VectorOperation.GemvTransposed => $"Gemv T {Rows} {Columns}",
        VectorOperation.Ger => $"Ger {Rows} {Columns}",
        _ => $"{Operation} {Elements}",
    };

    private static bool TakesMatrix(VectorOperation operation) =>
        operation is VectorOperation.GemvByRows or VectorOperation.GemvTransposed or VectorOperation.Ger;
}
