using System.Numerics;

namespace SimdBackprop.Benchmarks;

/// <summary>One product by ours and by every peer, against the peak.</summary>
internal sealed class ProductComparison<T>(IReadOnlyList<IProductPeer> peers, SideBySide sideBySide, Contestant peak, KernelOptions options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The products as a suite.</summary>
    internal PlannedSuite Plan(string name, IEnumerable<Product> products) =>
        new(name, "GFLOP/s", FmaPeak.Description, [.. products.Select(product => new PlannedCase(product.Name, () => Run(product)))]);

    private static Func<string?> Fault(ProductOperands<T> operands, Action<int> run, Action? copyResult, Func<T[], string?> difference) => () =>
    {
        operands.C.Span.Fill(T.NaN);
        run(1);
        copyResult?.Invoke();
        return difference(operands.C.Span.ToArray());
    };

    private CaseResult Run(Product product)
    {
        using ProductOperands<T> operands = new(product);
        Lazy<ProductCheck<T>> check = new(() => new ProductCheck<T>(operands)); // after the timing, not before
        Action<int> run = OurProduct.On(operands, options);
        Candidate ours = new(
            Candidate.Ours,
            IsNative: false,
            DefiningProgram.Of(product),
            new Contestant(Candidate.Ours, product.Flops, run, IsManaged: true),
            Fault(operands, run, null, c => check.Value.DifferenceOfOurs(c)));
        Candidate[] theirs =
        [
            .. from peer in peers
               from routine in peer.RoutinesFor(operands)
               select new Candidate(
                   peer.Name,
                   peer.IsNative,
                   routine.Name,
                   new Contestant(peer.Name, product.Flops, routine.Run, IsManaged: !peer.IsNative),
                   Fault(operands, routine.Run, routine.CopyResult, c => check.Value.DifferenceOfPeer(c))),
        ];
        return sideBySide.Run(product.Name, DefiningProgram.Of(product), ours, peak, theirs);
    }
}
