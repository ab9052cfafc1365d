using System.Numerics;

namespace SimdBackprop.Benchmarks;

/// <summary>Times one product by ours, by every peer and against the peak, and then looks whether all were right.</summary>
internal sealed class ProductComparison<T>(
    IReadOnlyList<IProductPeer> peers, Alternation alternation, Contestant peak, KernelOptions options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Ours = "ours";

    internal CaseResult Run(Product product)
    {
        using ProductOperands<T> operands = new(product);
        Contestant ours = new(Ours, product.Flops, OurProduct.On(operands, options), IsManaged: true);
        Entry[] entries =
        [
            .. from peer in peers
               from routine in peer.RoutinesFor(operands)
               select new Entry(peer, routine, new Contestant(peer.Name, product.Flops, routine.Run, IsManaged: !peer.IsNative)),
        ];
        IReadOnlyList<Timing> timings = alternation.Run([ours, peak, .. entries.Select(entry => entry.Contestant)]);
        long allocated = Allocations.Of(ours, timings[0].CallsPerRound);
        return new CaseResult
        {
            Name = product.Name,
            Program = DefiningProgram.Of(product),
            Ours = timings[0].Rate,
            Limit = timings[1].Rate,
            PercentOfLimit = 100 * timings[0].RatioTo(timings[1]),
            Peers = [.. Results(entries, timings)],
            AllocatedBytes = allocated,
            Faults = [.. Faults(operands, ours, entries)],
        };
    }

    private static IEnumerable<PeerResult> Results(Entry[] entries, IReadOnlyList<Timing> timings) =>
        from result in entries.Zip(timings.Skip(2))
        group result by result.First.Peer into ofPeer
        let best = ofPeer.MaxBy(result => result.Second.Rate)
        select new PeerResult(ofPeer.Key.Name, ofPeer.Key.IsNative, best.First.Routine.Name, best.Second.Rate, timings[0].RatioTo(best.Second));

    private static IEnumerable<string> Faults(ProductOperands<T> operands, Contestant ours, Entry[] entries)
    {
        ProductCheck<T> check = new(operands);
        operands.C.Span.Fill(T.NaN);
        ours.Run(1);
        if (check.DifferenceOfOurs(operands.C.Span) is { } difference)
        {
            yield return $"{operands.Product.Name}, {Ours}: {difference}";
        }

        foreach (Entry entry in entries)
        {
            operands.C.Span.Fill(T.NaN);
            entry.Routine.Run(1);
            entry.Routine.CopyResult?.Invoke();
            if (check.DifferenceOfPeer(operands.C.Span) is { } peersDifference)
            {
                yield return $"{operands.Product.Name}, {entry.Peer.Name} {entry.Routine.Name}: {peersDifference}";
            }
        }
    }

    private sealed record Entry(IProductPeer Peer, ProductRoutine Routine, Contestant Contestant);
}
