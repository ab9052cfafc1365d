using System.Numerics;

namespace SimdBackprop.Benchmarks;

/// <summary>Operations on operands beyond the caches, by ours and by every peer, against the memory's bandwidth.</summary>
internal sealed class VectorComparison<T>(
    IReadOnlyList<IVectorPeer> peers, SideBySide sideBySide, Crew crew, SimdTier tier, KernelOptions options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The suite. Its memory is taken with the first case and kept.</summary>
    internal PlannedSuite Plan()
    {
        Lazy<VectorMemory<T>> memory = new(() => new VectorMemory<T>(VectorMemory<T>.BytesBeyondCaches));
        return new PlannedSuite(
            Suites.Level2,
            "GB/s",
            BandwidthStream.Description,
            [.. StreamedCase.All.Select(streamed => new PlannedCase(streamed.Name, () => Run(streamed, memory.Value)))]);
    }

    private CaseResult Run(StreamedCase streamed, VectorMemory<T> memory)
    {
        using VectorOperands<T> operands = new(streamed, memory);
        Lazy<VectorCheck<T>> check = new(() => new VectorCheck<T>(operands)); // after the timing, not before
        double bytes = streamed.ElementsMoved * VectorMemory<T>.SizeOfElement;
        Action<VectorOperands<T>> kernel = OurVectors.Kernel<T>(streamed.Operation, options);
        Candidate ours = new(
            Candidate.Ours,
            IsNative: false,
            streamed.Program,
            new Contestant(Candidate.Ours, bytes, operands.Rotating(kernel), IsManaged: true),
            () => check.Value.DifferenceOfOurs(kernel));
        Candidate[] theirs =
        [
            .. from peer in peers
               let routine = peer.RoutineFor<T>(streamed)
               where routine is not null
               select new Candidate(
                   peer.Name,
                   peer.IsNative,
                   routine.Name,
                   new Contestant(peer.Name, bytes, operands.Rotating(routine.Call), IsManaged: !peer.IsNative),
                   () => check.Value.DifferenceOfPeer(routine.Call)),
        ];
        Contestant stream = BandwidthStream.Create(streamed, tier, crew, memory);
        return sideBySide.Run(streamed.Name, streamed.Program, ours, stream, theirs);
    }
}
